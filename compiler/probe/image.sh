# image.sh: probe_image, the facts of an image; on a container, of the image
# that it was made of.  Needs engines.sh and json.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_image: the values at the wanted path
probe_image() {
	wanted_one path
	pi_path=$V pi_document=$DOCUMENT
	if [ -n "$CUR" ]; then
		facts_one Image
		if [ -z "$V" ] || ! image_use "$V"; then
			COLLECTED="F${tab}error${tab}the image of the container cannot be inspected$nl"
			return 0
		fi
	fi
	DOCUMENT=$IMAGE_DOCUMENT
	facts_find "$pi_path"
	COLLECTED=$FACTS DOCUMENT=$pi_document
}
