# The roots that SSG's rules are held against: break_NAME changes the copy of a
# root at $R in many ways that have nothing to do with each other.  Every line
# is aimed at a rule; what it becomes is for both programs to say.
# shellcheck shell=sh disable=SC2154

# Nothing here may ever touch another place than a copy.
guard() {
	case ${R-} in
	/*/conform/*/root) [ -d "$R/etc" ] && return ;;
	esac
	echo "conform: not a copy of a root: '${R-}'" >&2
	exit 1
}

# put PATH [MODE]: standard input becomes a file of the root.
put() {
	guard
	mkdir -p "$R$(dirname "$1")"
	cat >"$R$1" && chmod "${2-644}" "$R$1"
}

# add PATH LINE...: lines at the end of a file.
add() {
	guard
	mkdir -p "$R$(dirname "$1")"
	f=$1
	shift
	printf '%s\n' "$@" >>"$R$f"
}

# package NAME [VERSION [STATUS]]: as dpkg would have it after an installation.
package() {
	guard
	mkdir -p "$R/var/lib/dpkg"
	printf 'Package: %s\nStatus: %s\nPriority: optional\nSection: admin\nInstalled-Size: 1\nMaintainer: None <none@example.org>\nArchitecture: amd64\nVersion: %s\nDescription: a lamp\n\n' \
		"$1" "${3-install ok installed}" "${2-1.0-1}" >>"$R/var/lib/dpkg/status"
}

mode() {
	guard
	[ ! -e "$R$2" ] || chmod "$1" "$R$2"
}
owner() {
	guard
	[ ! -e "$R$2" ] || chown -h "$1" "$R$2"
}

# fix PROFILE: the content's own fixes, run inside of the root.
fix() {
	oscap xccdf generate fix --fix-type bash --profile "$1" \
		"$content/ssg-debian11-ds.xml" >"$work/tools/fix.sh" 2>/dev/null || return 1
	timeout 120 sh "$here/inside.sh" "$R" "$work/tools" /bin/bash /.oscap/fix.sh \
		>"$work/fix.log" 2>&1
	rmdir "$R/.oscap"
}

# Those of the strictest profile; what they are for is there, and wrong.
break_hardened() {
	break_sshd_wrong
	break_login_wrong
	break_logs
	break_modes
	fix xccdf_org.ssgproject.content_profile_anssi_np_nt28_high
}

break_accounts() {
	add /etc/passwd 'second:x:0:0::/root:/bin/sh' 'lamp:x:1001:4711::/home/lamp:/bin/sh' \
		'lamp:x:1002:100::/home/lamp2:/bin/bash' 'open::1003:100::/home/open:/bin/sh' \
		'hash:$6$a$b:1004:100::/home/hash:/bin/sh' 'short:x:1005'
	add /etc/shadow 'lamp::19000:0:99999:7:::' 'open::19000:0:99999:7:::' \
		'second:$1$a$b:19000:0:99999:7:::' 'hash:!:19000:3:30:14:::'
	add /etc/group 'lamps:x:1001:lamp' 'wheel:x:0:'
	add /etc/gshadow 'lamps:!::lamp'
	mkdir -p "$R/home/lamp" "$R/home/lamp2" "$R/home/open"
	mode 777 /home/lamp
	mode 750 /home/lamp2
	owner 1001:1001 /home/lamp
	add /home/lamp/.netrc 'machine a login b password c'
	add /home/open/.rhosts '+ +'
	add /etc/hosts.equiv 'lamp'
	printf 'ttyS0\nvc/1\nconsole\n' | put /etc/securetty
	add /etc/sudoers 'lamp ALL=(ALL) NOPASSWD: ALL' 'Defaults !authenticate' '%wheel ALL=(root) ALL, !/bin/sh'
	printf 'open ALL=(ALL:ALL) /bin/ls\nDefaults requiretty\n' | put /etc/sudoers.d/lamp 440
}

break_modes() {
	for f in passwd group; do
		mode 666 /etc/$f
		owner 7:8 /etc/$f
		cp "$R/etc/$f" "$R/etc/$f-"
		mode 664 /etc/$f-
		owner 7:8 /etc/$f-
	done
	for f in shadow gshadow; do
		mode 644 /etc/$f
		owner 7:0 /etc/$f
		cp "$R/etc/$f" "$R/etc/$f-"
		mode 604 /etc/$f-
		owner 0:8 /etc/$f-
	done
	mkdir -p "$R/var/log" "$R/usr/lib/lamp" "$R/usr/bin" "$R/srv/open" "$R/boot"
	mode 775 /var/log
	owner 5:6 /var/log
	for f in syslog messages; do
		add /var/log/$f 'dark'
		mode 666 /var/log/$f
		owner 5:6 /var/log/$f
	done
	mode 1777 /srv
	mode 777 /srv/open
	add /srv/open/file 'x'
	mode 666 /srv/open/file
	add /srv/stray 'x'
	owner 4242:4343 /srv/stray
	add /usr/bin/lamp '#!/bin/sh'
	mode 4755 /usr/bin/lamp
	owner 5:5 /usr/bin/lamp
	add /usr/bin/light '#!/bin/sh'
	mode 2775 /usr/bin/light
	add /usr/lib/lamp/liblamp.so 'x'
	mode 666 /usr/lib/lamp/liblamp.so
	owner 5:5 /usr/lib/lamp/liblamp.so
	mode 777 /usr/lib/lamp
	owner 5:5 /usr/lib/lamp
	add /boot/System.map-1 'x'
	mode 644 /boot/System.map-1
	printf 'key\n' | put /etc/ssh/ssh_host_rsa_key 644
	printf 'key\n' | put /etc/ssh/ssh_host_rsa_key.pub 666
	mkdir -p "$R/etc/chrony"
	mode 777 /tmp
	mode 755 /root
}

break_sshd_wrong() {
	package openssh-server 1:8.4p1-5
	put /etc/ssh/sshd_config 666 <<'EOF'
Protocol 1
PermitRootLogin yes
PermitEmptyPasswords yes
ClientAliveInterval 99999
ClientAliveCountMax 30
HostbasedAuthentication yes
IgnoreRhosts no
RhostsRSAAuthentication yes
PermitUserEnvironment yes
X11Forwarding yes
AllowTcpForwarding yes
Compression yes
GSSAPIAuthentication yes
KerberosAuthentication yes
PubkeyAuthentication no
StrictModes no
UsePrivilegeSeparation no
PrintLastLog no
LoginGraceTime 600
MaxAuthTries 60
MaxSessions 100
MaxStartups 100:30:600
LogLevel QUIET
UsePAM no
IgnoreUserKnownHosts no
RekeyLimit 10G 100h
Banner none
EOF
	owner 7:7 /etc/ssh/sshd_config
}

break_sshd_right() {
	package openssh-server 1:8.4p1-5
	put /etc/ssh/sshd_config 600 <<'EOF'
# Protocol 1
Protocol 2
permitrootlogin no
PermitRootLogin yes
PermitEmptyPasswords "no"
	ClientAliveInterval    300
ClientAliveCountMax 0
HostbasedAuthentication no # said twice
HostbasedAuthentication no
IgnoreRhosts yes
RhostsRSAAuthentication no
PermitUserEnvironment no
X11Forwarding no
AllowTcpForwarding no
Compression delayed
GSSAPIAuthentication no
KerberosAuthentication no
PubkeyAuthentication yes
StrictModes yes
UsePrivilegeSeparation sandbox
PrintLastLog yes
LoginGraceTime 60
MaxAuthTries 4
MaxSessions 4
MaxStartups 10:30:60
LogLevel VERBOSE
LogLevel INFO
UsePAM yes
IgnoreUserKnownHosts yes
RekeyLimit 512M 1h
Banner /etc/issue.net
EOF
	printf 'Compression no\nMaxSessions 2\n' | put /etc/ssh/sshd_config.d/lamp.conf 600
	printf 'Match final all\nRekeyLimit 512M 1h\nCiphers aes256-ctr\n' |
		put /etc/ssh/ssh_config.d/02-ospp.conf
}

break_login_right() {
	put /etc/login.defs <<'EOF'
PASS_MAX_DAYS	60
PASS_MIN_DAYS	7
PASS_WARN_AGE	7
PASS_MIN_LEN	18
UMASK		027
FAIL_DELAY	4
ENCRYPT_METHOD	SHA512
SHA_CRYPT_MIN_ROUNDS 65536
EOF
	put /etc/pam.d/login <<'EOF'
auth optional pam_faildelay.so delay=4000000
session required pam_lastlog.so showfailed
session required pam_namespace.so
EOF
	put /etc/pam.d/common-auth <<'EOF'
auth required pam_faillock.so preauth audit silent deny=3 unlock_time=900
auth [success=1 default=ignore] pam_unix.so
auth [default=die] pam_faillock.so authfail audit deny=3 unlock_time=900
EOF
	put /etc/pam.d/common-password <<'EOF'
password requisite pam_pwquality.so retry=3 minlen=18 dcredit=-1 ucredit=-1 lcredit=-1 ocredit=-1 difok=4
password [success=1 default=ignore] pam_unix.so obscure use_authtok try_first_pass sha512 remember=5 rounds=65536
EOF
	printf '* hard maxlogins 10\n* hard core 0\n' | put /etc/security/limits.conf
	printf '/tmp /tmp/tmp-inst/ level root,adm\n/var/tmp /var/tmp/tmp-inst/ level root,adm\n' |
		put /etc/security/namespace.conf
	printf 'deny = 3\nunlock_time = 900\naudit\n' | put /etc/security/faillock.conf
	printf 'minlen = 18\n' | put /etc/security/pwquality.conf
	printf 'umask 027\n' | put /etc/profile
	printf '[Coredump]\nStorage=none\nProcessSizeMax=0\n' | put /etc/systemd/coredump.conf
	printf 'tty1\n' | put /etc/securetty
	package sudo 1.9.5
	printf 'Defaults noexec,use_pty\nDefaults requiretty\nDefaults logfile="/var/log/sudo.log"\nroot ALL=(ALL:ALL) ALL\n' |
		put /etc/sudoers 440
}

break_login_wrong() {
	put /etc/login.defs <<'EOF'
#PASS_MAX_DAYS 60
PASS_MAX_DAYS 99999
PASS_MIN_DAYS x
PASS_WARN_AGE 1
 PASS_MIN_LEN 5
UMASK 22
UMASK 077
FAIL_DELAY
ENCRYPT_METHOD MD5
EOF
	printf 'auth optional pam_faildelay.so delay=1\n' | put /etc/pam.d/login
	printf 'auth required pam_faillock.so preauth deny=30\nauth sufficient pam_unix.so nullok\n' |
		put /etc/pam.d/common-auth
	printf 'auth sufficient pam_unix.so nullok\n' | put /etc/pam.d/system-auth
	printf 'password [success=1 default=ignore] pam_unix.so md5 remember=1\n' |
		put /etc/pam.d/common-password
	printf '* hard maxlogins 100\n* soft core unlimited\n' | put /etc/security/limits.d/x.conf
	printf 'umask 002\numask 022\n' | put /etc/profile
	printf '[Coredump]\nStorage=external\n' | put /etc/systemd/coredump.conf
	package sudo 1.9.5
	printf 'Defaults !use_pty\nALL ALL=(ALL) ALL\nlamp ALL=(ALL) !/bin/sh, /bin/ls ""\n%%sudo ALL=NOPASSWD: ALL\n' |
		put /etc/sudoers 440
	printf 'auth sufficient pam_succeed_if.so user ingroup nopasswdlogin\n' | put /etc/pam.d/sudo
}

break_audit_right() {
	package auditd 1:3.0-2
	package audispd-plugins 1:3.0-2
	put /etc/audit/auditd.conf 640 <<'EOF'
local_events = yes
write_logs = yes
log_file = /var/log/audit/audit.log
log_group = root
log_format = ENRICHED
flush = INCREMENTAL_ASYNC
freq = 50
max_log_file = 6
num_logs = 5
name_format = hostname
max_log_file_action = rotate
space_left = 100
space_left_action = email
action_mail_acct = root
admin_space_left = 50
admin_space_left_action = single
disk_full_action = single
disk_error_action = single
overflow_action = syslog
EOF
	printf 'active = yes\n' | put /etc/audit/plugins.d/syslog.conf 640
	mkdir -p "$R/var/log/audit"
	mode 700 /var/log/audit
	add /var/log/audit/audit.log x
	mode 600 /var/log/audit/audit.log
	{
		for a in b32 b64; do
			for c in chmod fchmod fchmodat chown fchown fchownat lchown setxattr lsetxattr \
				fsetxattr removexattr lremovexattr fremovexattr; do
				echo "-a always,exit -F arch=$a -S $c -F auid>=1000 -F auid!=unset -F key=perm_mod"
			done
			for c in unlink unlinkat rename renameat rmdir; do
				echo "-a always,exit -F arch=$a -S $c -F auid>=1000 -F auid!=unset -F key=delete"
			done
			for c in creat open openat open_by_handle_at truncate ftruncate; do
				for e in EACCES EPERM; do
					echo "-a always,exit -F arch=$a -S $c -F exit=-$e -F auid>=1000 -F auid!=unset -F key=access"
				done
			done
			echo "-a always,exit -F arch=$a -S adjtimex,settimeofday -F key=audit_time_rules"
			echo "-a always,exit -F arch=$a -S clock_settime -F a0=0x0 -F key=time-change"
			echo "-a always,exit -F arch=$a -S sethostname,setdomainname -F key=audit_rules_networkconfig_modification"
			echo "-a always,exit -F arch=$a -S init_module -S delete_module -S finit_module -F key=modules"
			echo "-a always,exit -F arch=$a -S mount -F auid>=1000 -F auid!=unset -F key=export"
		done
		echo '-a always,exit -F arch=b32 -S stime -F key=audit_time_rules'
		echo '-a always,exit -F arch=b32 -S umount -F auid>=1000 -F auid!=unset -F key=perm_mod'
		for f in /etc/group /etc/passwd /etc/gshadow /etc/shadow /etc/security/opasswd; do
			echo "-w $f -p wa -k audit_rules_usergroup_modification"
		done
		for f in /etc/issue /etc/issue.net /etc/hosts /etc/networks /etc/network/; do
			echo "-w $f -p wa -k audit_rules_networkconfig_modification"
		done
		for f in /var/run/utmp /var/log/btmp /var/log/wtmp; do echo "-w $f -p wa -k session"; done
		for f in /var/log/tallylog /var/run/faillock /var/log/lastlog; do echo "-w $f -p wa -k logins"; done
		echo '-w /etc/sudoers -p wa -k actions'
		echo '-w /etc/sudoers.d/ -p wa -k actions'
		echo '-w /etc/selinux/ -p wa -k MAC-policy'
		echo '-w /etc/apparmor/ -p wa -k MAC-policy'
		echo '-w /etc/localtime -p wa -k audit_time_rules'
		for f in init poweroff reboot shutdown; do
			echo "-a always,exit -F path=/usr/sbin/$f -F auid>=1000 -F auid!=unset -F key=privileged"
		done
		echo '-e 2'
	} >"$R/etc/audit/lamp.rules"
	cp "$R/etc/audit/lamp.rules" "$R/etc/audit/audit.rules"
	mkdir -p "$R/etc/audit/rules.d"
	cp "$R/etc/audit/lamp.rules" "$R/etc/audit/rules.d/lamp.rules"
	mode 640 /etc/audit/audit.rules
	mode 640 /etc/audit/rules.d/lamp.rules
	printf '[Service]\nExecStartPost=-/sbin/augenrules --load\n' | put /usr/lib/systemd/system/auditd.service
}

break_audit_wrong() {
	package auditd 1:3.0-2 'deinstall ok config-files'
	package libaudit1 1:3.0-2
	put /etc/audit/auditd.conf 666 <<'EOF'
local_events = no
write_logs = no
log_file = /var/log/audit/audit.log
log_format = RAW
freq = 500
max_log_file = 1
num_logs = 1
name_format = none
max_log_file_action = ignore
space_left_action = ignore
action_mail_acct = nobody
admin_space_left_action = ignore
disk_full_action = ignore
disk_error_action = suspend
overflow_action = ignore
EOF
	owner 6:6 /etc/audit/auditd.conf
	mkdir -p "$R/var/log/audit"
	mode 777 /var/log/audit
	owner 6:6 /var/log/audit
	add /var/log/audit/audit.log x
	mode 644 /var/log/audit/audit.log
	owner 6:6 /var/log/audit/audit.log
	put /etc/audit/audit.rules <<'EOF'
-a always,exit -F arch=b32 -S chmod -F auid>=500 -F auid!=unset -F key=perm_mod
-a never,exit -F arch=b64 -S chown -F auid>=1000 -F auid!=unset -F key=perm_mod
-a always,exit -F arch=b64 -S unlink -F auid>=1000
# -w /etc/sudoers -p wa -k actions
-w /etc/passwd -p r -k x
-w /etc/group -p wa
-e 1
EOF
	put /etc/audit/rules.d/x.rules <<'EOF'
-a exit,always -F arch=b64 -S rename -S rmdir -F auid>=1000 -F auid!=4294967295 -k delete
-w /etc/localtime -p w -k time
-e 2
-w /etc/shadow -p wa -k after
EOF
}

break_kernel() {
	put /etc/modprobe.d/lamp.conf <<'EOF'
install rds /bin/true
install tipc /bin/false
  install uvcvideo /bin/true
options ipv6 disable=1
install usb-storage /bin/lamp
EOF
	put /etc/sysctl.d/lamp.conf <<'EOF'
net.ipv6.conf.all.disable_ipv6 = 1
net.ipv6.conf.default.disable_ipv6=1
fs.protected_hardlinks = 1
fs.protected_symlinks = 0
kernel.kptr_restrict = 2
kernel.randomize_va_space=2
#fs.suid_dumpable = 0
net.ipv4.conf.all.accept_local = 0
net.ipv4.conf.all.arp_filter = 1
net.ipv4.conf.all.arp_ignore = 2
kernel.panic_on_oops = 1
EOF
	add /etc/sysctl.conf 'kernel.kptr_restrict = 0' 'net.ipv4.conf.all.shared_media = 0'
	{
		for o in BUG DEBUG_CREDENTIALS DEBUG_LIST DEBUG_NOTIFIERS DEBUG_SG MODULE_SIG \
			MODULE_SIG_ALL MODULE_SIG_FORCE PAGE_TABLE_ISOLATION PANIC_ON_OOPS \
			RANDOMIZE_BASE RANDOMIZE_MEMORY RETPOLINE SECCOMP SECCOMP_FILTER SECURITY \
			SECURITY_YAMA SLUB_DEBUG SYN_COOKIES; do
			echo "CONFIG_$o=y"
		done
		echo 'CONFIG_DEFAULT_MMAP_MIN_ADDR=65536'
		echo 'CONFIG_MODULE_SIG_HASH="sha512"'
		echo 'CONFIG_MODULE_SIG_KEY="certs/signing_key.pem"'
		echo 'CONFIG_PANIC_TIMEOUT=-1'
		for o in ACPI_CUSTOM_METHOD BINFMT_MISC COMPAT_BRK COMPAT_VDSO DEBUG_FS DEVKMEM \
			HIBERNATION IA32_EMULATION; do
			echo "# CONFIG_$o is not set"
		done
		for o in IPV6 KEXEC LEGACY_PTYS PROC_KCORE X86_VSYSCALL_EMULATION; do
			echo "CONFIG_$o=y"
		done
	} | put /boot/config-5.10.0-1-amd64
	package grub2-common 2.04-20
	put /etc/default/grub <<'EOF'
GRUB_DISABLE_RECOVERY=true
GRUB_CMDLINE_LINUX="audit=1 iommu=force l1tf=full,force mce=0 slab_nomerge=yes spec_store_bypass_disable=seccomp spectre_v2=on rng_core.default_quality=500"
GRUB_CMDLINE_LINUX_DEFAULT="quiet nosmap"
EOF
	put /boot/grub/grub.cfg 644 <<'EOF'
set superusers="lamp"
	linux /vmlinuz-5.10 root=/dev/sda1 ro quiet audit=1 iommu=force l1tf=full,force mce=0 slab_nomerge=yes nosmep systemd.debug-shell
	linux /vmlinuz-5.9 root=/dev/sda1 ro quiet audit=1
EOF
	printf 'SELINUX=permissive\nSELINUXTYPE=default\n' | put /etc/selinux/config
	mkdir -p "$R/sys/firmware/efi"
}

break_logs() {
	package rsyslog 8.2102
	package syslog-ng 3.28 'install ok half-configured'
	put /etc/rsyslog.conf <<'EOF'
$ActionSendStreamDriverMode 1
$ActionSendStreamDriverAuthMode x509/name
$DefaultNetstreamDriver gtls
$FileCreateMode 0640
auth,authpriv.*			/var/log/auth.log
*.*;auth,authpriv.none		-/var/log/syslog
kern.*				-/var/log/kern.log
mail.* action(type="omfile" File="/var/log/mail.log")
$IncludeConfig /etc/rsyslog.d/*.conf
*.* @@logs.example.org:514
EOF
	printf 'local7.*\t/var/log/boot.log\nuser.* /var/log/user.log;RSYSLOG_TraditionalFileFormat\n' |
		put /etc/rsyslog.d/50-lamp.conf
	for f in auth.log syslog kern.log mail.log boot.log user.log; do
		add /var/log/$f x
		mode 640 /var/log/$f
		owner 0:4 /var/log/$f
	done
	mode 666 /var/log/kern.log
	owner 7:7 /var/log/boot.log
	printf 'weekly\nrotate 4\ncreate\ninclude /etc/logrotate.d\ndaily\n' | put /etc/logrotate.conf
	printf '#!/bin/sh\n/usr/sbin/logrotate /etc/logrotate.conf\n' | put /etc/cron.daily/logrotate 755
	printf '[Journal]\nStorage=persistent\nCompress=yes\nForwardToSyslog=yes\n' | put /etc/systemd/journald.conf
}

break_services() {
	for p in telnetd telnetd-ssl inetutils-telnetd nis ntpdate snmpd chrony ntp cron postfix \
		iptables iptables-persistent ufw systemd rsh-server gdm3 sssd-common; do
		package $p
	done
	package aide 0.17.3-4 'install ok installed'
	mkdir -p "$R/etc/systemd/system/multi-user.target.wants" "$R/usr/lib/systemd/system"
	for s in cron chrony ntp auditd rsyslog snmpd ssh ufw; do
		printf '[Unit]\nDescription=%s\n[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n' $s |
			put /usr/lib/systemd/system/$s.service
		ln -sf /usr/lib/systemd/system/$s.service "$R/etc/systemd/system/multi-user.target.wants/$s.service"
	done
	ln -sf /dev/null "$R/etc/systemd/system/snmpd.service"
	printf 'server 0.example.org\nserver 1.example.org iburst\npool x.example.org\n' | put /etc/ntp.conf
	printf 'server 0.example.org\npool 2.example.org iburst\n' | put /etc/chrony/chrony.conf
	printf 'rocommunity public\n' | put /etc/snmp/snmpd.conf
	printf 'postmaster: root\nroot: lamp@example.org\n' | put /etc/aliases
	printf 'relayhost = mail.example.org\ninet_interfaces = loopback-only\n' | put /etc/postfix/main.cf
	printf 'deb http://mirror.example.org/debian bullseye main\n' | put /etc/apt/sources.list
	printf 'APT::Get::AllowUnauthenticated "true";\n' | put /etc/apt/apt.conf.d/99lamp
	printf '/dev/sda1 / ext4 defaults 0 1\ntmpfs /dev/shm tmpfs nodev,noexec 0 0\nsrv:/x /mnt nfs defaults 0 0\n' |
		put /etc/fstab
	printf '[xdmcp]\nEnable=true\n' | put /etc/gdm3/custom.conf
	printf '[pam]\noffline_credentials_expiration = 1\n' | put /etc/sssd/sssd.conf 600
	add /var/lib/aide/aide.db.new x
	add /var/lib/aide/aide.db x
}

break_odd() {
	# names, kinds and links that a walk has to live with
	mkdir -p "$R/srv/a/b/c/d" "$R/srv/lamp dir"
	ln -sf ../.. "$R/srv/a/b/up"
	ln -sf /nowhere "$R/srv/a/dangling"
	ln -sf a/b "$R/srv/link"
	printf x >"$R/srv/lamp dir/new
line"
	mode 666 "/srv/lamp dir/new
line"
	[ -e "$R/srv/fifo" ] || mkfifo "$R/srv/fifo"
	mode 666 /srv/fifo
	chmod 3777 "$R/srv/a/b/c"
	chmod 0 "$R/srv/a/b/c/d"
	: >"$R/etc/login.defs"
	rm -f "$R/etc/gshadow"
	ln -sf passwd "$R/etc/passwd-"
	printf 'PermitRootLogin no\r\nProtocol 2\r\n' | put /etc/ssh/sshd_config 600
	printf 'PermitEmptyPasswords no' | put /etc/ssh/sshd_config.d/x.conf 600
	package lamp 1:2.0~rc1+b1-1ubuntu3
	printf '\357\273\277PASS_MAX_DAYS 60\n' | put /etc/default/useradd
	printf 'net.ipv4.conf.all.arp_ignore = 2\n' | put /etc/sysctl.d/-x.conf
	[ ! -e "$R/etc/shadow" ] || mv "$R/etc/shadow" "$R/etc/shadow.real"
	ln -sf shadow.real "$R/etc/shadow"
}
