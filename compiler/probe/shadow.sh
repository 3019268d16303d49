# shadow.sh: probe_shadow, the lines of the root's own shadow.  Needs
# account.sh.
# shellcheck shell=sh
# shellcheck disable=SC2016,SC2034,SC2086,SC2153,SC2154

# probe_shadow: an item for each wanted account
probe_shadow() {
	account_lines /etc/shadow || return 0
	for ph_line in $LINES; do
		case $ph_line in
		:*) ;;
		*:*) shadow_item ;;
		esac
	done
}

# shadow_item: the item of ph_line where it is an account
shadow_item() {
	REST=$ph_line
	account_field
	ps_name=$V
	account_field
	ps_password=$V
	ps_numbers=''
	for ps_field in chg_lst chg_allow chg_req exp_warn exp_inact exp_date; do
		account_field
		case $V in
		'') V=-1 ;;
		-*)
			account_number "${V#-}" || return 0
			V=-$V ;;
		*) account_number "$V" || return 0 ;;
		esac
		ps_numbers="$ps_numbers$ps_field=$V$nl"
	done
	decode "$ps_name"
	item_fits username string "$V" || return 0
	item_new "user $ps_name"
	item_line username "$ps_name"
	item_line password "$ps_password"
	for ps_field in $ps_numbers; do
		item_line "${ps_field%%=*}" "${ps_field#*=}"
	done
	account_field
	item_line flag "$V"
	case $ps_password in
	_*) item_line encrypt_method BSDi ;;
	'$1$'*) item_line encrypt_method MD5 ;;
	'$2$'* | '$2a$'* | '$2b$'* | '$2y$'*) item_line encrypt_method Blowfish ;;
	'$5$'*) item_line encrypt_method SHA-256 ;;
	'$6$'*) item_line encrypt_method SHA-512 ;;
	'$md5$'*) item_line encrypt_method 'Sun MD5' ;;
	'$'*) ;;
	*) item_line encrypt_method DES ;;
	esac
}
