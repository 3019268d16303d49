# caps.sh: names of capabilities, for what is declared and what the kernel says.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# caps_names: CAPS, every capability by its bit from 0
caps_names() {
	CAPS='CHOWN
DAC_OVERRIDE
DAC_READ_SEARCH
FOWNER
FSETID
KILL
SETGID
SETUID
SETPCAP
LINUX_IMMUTABLE
NET_BIND_SERVICE
NET_BROADCAST
NET_ADMIN
NET_RAW
IPC_LOCK
IPC_OWNER
SYS_MODULE
SYS_RAWIO
SYS_CHROOT
SYS_PTRACE
SYS_PACCT
SYS_ADMIN
SYS_BOOT
SYS_NICE
SYS_RESOURCE
SYS_TIME
SYS_TTY_CONFIG
MKNOD
LEASE
AUDIT_WRITE
AUDIT_CONTROL
SETFCAP
MAC_OVERRIDE
MAC_ADMIN
SYSLOG
WAKE_ALARM
BLOCK_SUSPEND
AUDIT_READ
PERFMON
BPF
CHECKPOINT_RESTORE
'
}

# caps_sorted: CAPS in the order of the alphabet
caps_sorted() {
	CAPS=$(printf '%s' "$CAPS" | sort)$nl
}

# caps_collect WHERE: COLLECTED, an item for each of CAPS
caps_collect() {
	COLLECTED=''
	for cc_cap in $CAPS; do
		COLLECTED="${COLLECTED}I$tab$1${nl}V${tab}value$tab$tab$cc_cap$nl"
	done
}
