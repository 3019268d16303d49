# password.sh: probe_password, the accounts of the root's own passwd.  Needs
# account.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_password: an item for each wanted account
probe_password() {
	account_lines /etc/passwd || return 0
	for pp_line in $LINES; do
		case $pp_line in
		:*) ;;
		*:*:*:*) password_item ;;
		[-+]*:*) ;;
		[-+]*) password_item ;;
		esac
	done
}

# password_id: V as a number; a line of NIS, "+" or "-", may leave it out
password_id() {
	case $pi_name,$V in
	[-+]*,) V=0 ;;
	*) account_id "$V" ;;
	esac
}

# password_item: the item of pp_line where it is an account; what comes behind
# the numbers need not be there
password_item() {
	REST=$pp_line
	account_field
	pi_name=$V
	account_field
	pi_password=$V
	account_field
	password_id || return 0
	pi_uid=$V
	account_field
	password_id || return 0
	pi_gid=$V
	decode "$pi_name"
	item_fits username string "$V" || return 0
	item_new "user $pi_name"
	item_line username "$pi_name"
	item_line password "$pi_password"
	item_line user_id "$pi_uid"
	item_line group_id "$pi_gid"
	account_field
	item_line gcos "$V"
	account_field
	item_line home_dir "$V"
	account_field
	item_line login_shell "$V"
}
