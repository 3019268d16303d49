# Roots with what the rules about Firefox, Chromium, Kubernetes' nodes and RHEL 8
# look at: break_filled has it as the rules want it, break_spoilt otherwise.
# shellcheck shell=sh disable=SC2016,SC2154

# rpms NAME...: as rpm would have them after an installation.
rpms() {
	guard
	rpm_dir=$work/rpms
	if [ ! -e "$rpm_dir/done" ]; then
		mkdir -p "$rpm_dir"
		{
			printf 'Name: lamp\nVersion: 8.6\nRelease: 1\nSummary: a lamp\nLicense: none\nBuildArch: noarch\n%%description\na lamp\n'
			for p in $rpm_names; do
				printf '%%package -n %s\nSummary: a lamp\n%%description -n %s\na lamp\n%%files -n %s\n' "$p" "$p" "$p"
			done
		} >"$rpm_dir/lamp.spec"
		rpmbuild -bb --define "_topdir $rpm_dir" "$rpm_dir/lamp.spec" >"$rpm_dir/log" 2>&1 ||
			return 1
		: >"$rpm_dir/done"
	fi
	mkdir -p "$R/var/lib/rpm"
	for p in "$@"; do
		set -- "$@" "$rpm_dir/RPMS/noarch/$p-8.6-1.noarch.rpm"
		shift
	done
	rpm --dbpath "$R/var/lib/rpm" -i --justdb --nodeps --ignorearch --ignoreos "$@"
}
rpm_names='redhat-release firefox chromium audit openssh-server crypto-policies
policycoreutils rsyslog rsyslog-gnutls postfix sudo firewalld fapolicyd usbguard
rng-tools openssl-pkcs11 abrt telnet-server sendmail tuned vsftpd gssproxy iprutils
autofs tftp-server bind gnome-shell krb5-server xorg-x11-server-common'

fill_firefox() {
	mkdir -p "$R/usr/lib/firefox"
	add /usr/lib/firefox/firefox-bin x
	put /etc/firefox/policies/policies.json <<'EOF'
{
  "policies": {
    "InstallAddonsPermission": { "Default": false },
    "Permissions": { "Autoplay": { "Default": "block-audio-video" } },
    "EnableTrackingProtection": { "Cryptomining": true, "Fingerprinting": true },
    "DisableDeveloperTools": true,
    "DisabledCiphers": { "TLS_RSA_WITH_3DES_EDE_CBC_SHA": true },
    "DisableFormHistory": true,
    "DisablePocket": true,
    "DisableFirefoxStudies": true,
    "DNSOverHTTPS": { "Enabled": false },
    "EncryptedMediaExtensions": { "Enabled": false, "Locked": true },
    "Preferences": {
      "browser.contentblocking.category": { "Value": "strict", "Status": "locked" },
      "extensions.htmlaboutaddons.recommendations.enabled": { "Value": false, "Status": "locked" },
      "dom.disable_window_flip": { "Value": true, "Status": "locked" },
      "dom.disable_window_move_resize": { "Value": true, "Status": "locked" },
      "browser.search.update": { "Value": false, "Status": "locked" },
      "security.default_personal_cert": { "Value": "Ask Every Time", "Status": "locked" }
    },
    "ExtensionUpdate": false,
    "DisableFeedbackCommands": true,
    "DisableForgetButton": true,
    "NetworkPrediction": false,
    "SanitizeOnShutdown": { "Cache": false, "Cookies": false, "Downloads": false,
      "FormData": false, "History": false, "Sessions": false, "SiteSettings": false,
      "OfflineApps": false, "Locked": true },
    "FirefoxHome": { "Search": false, "TopSites": false, "SponsoredTopSites": false,
      "Pocket": false, "SponsoredPocket": false, "Highlights": false,
      "Snippets": false, "locked": true },
    "PasswordManagerEnabled": false,
    "PopupBlocking": { "Default": true, "Locked": true },
    "DisablePrivateBrowsing": true,
    "SearchSuggestEnabled": false,
    "SSLVersionMin": "tls1.2",
    "DisableFirefoxAccounts": true,
    "DisableTelemetry": true,
    "UserMessaging": { "ExtensionRecommendations": false }
  }
}
EOF
	mkdir -p "$R/usr/lib/firefox/distribution"
	cp "$R/etc/firefox/policies/policies.json" "$R/usr/lib/firefox/distribution/"
}

fill_chromium() {
	put /etc/chromium/policies/managed/lamp.json <<'EOF'
{
  "DefaultSearchProviderName": "https://www.google.com",
  "DefaultSearchProviderSearchURL": "https://www.google.com/#q={searchTerms}",
  "AuthSchemes": "negotiate",
  "CookiesSessionOnlyForUrls": ["none"],
  "EnabledPlugins": ["none"],
  "ExtensionInstallWhitelist": ["oiigbmnaadbkfbmpbfijlflahbdbdgdf"],
  "HomepageLocation": "about:blank",
  "PluginsAllowedForUrls": ["none"],
  "URLBlacklist": ["javascript://*"],
  "AllowOutdatedPlugins": false,
  "AlwaysAuthorizePlugins": false,
  "AutoFillEnabled": false,
  "BackgroundModeEnabled": false,
  "BlockThirdPartyCookies": true,
  "CloudPrintProxyEnabled": false,
  "DefaultGeolocationSetting": 2,
  "DefaultNotificationsSetting": 2,
  "DefaultPluginsSetting": 3,
  "DefaultPopupsSetting": 2,
  "DefaultSearchProviderEnabled": true,
  "Disable3DAPIs": true,
  "DisablePluginFinder": true,
  "DisabledPlugins": ["*"],
  "DnsPrefetchingEnabled": false,
  "EnableOnlineRevocationChecks": true,
  "ExtensionInstallBlacklist": ["*"],
  "ImportSavedPasswords": false,
  "IncognitoModeAvailability": 1,
  "MetricsReportingEnabled": false,
  "PasswordManagerAllowShowPasswords": false,
  "PasswordManagerEnabled": false,
  "RemoteAccessHostFirewallTraversal": false,
  "SafeBrowsingEnabled": true,
  "SavingBrowserHistoryDisabled": false,
  "SearchSuggestEnabled": false,
  "SyncDisabled": true,
  "Last": 0
}
EOF
}

fill_node() {
	api=/kubernetes-api-resources
	put /etc/kubernetes/kubelet/kubelet-config.json 644 <<'EOF'
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
featureGates:
  RotateKubeletServerCertificate: true
  RotateKubeletClientCertificate: true
hostname-override: lamp
makeIPTablesUtilChains: true
protectKernelDefaults: true
readOnlyPort: 0
rotateCertificates: true
streamingConnectionIdleTimeout: 5m0s
EOF
	printf 'kind: Config\n' | put /var/lib/kubelet/kubeconfig 644
	mkdir -p "$R$api/kubeletconfig/role"
	for role in master worker; do
		cp "$R/etc/kubernetes/kubelet/kubelet-config.json" "$R$api/kubeletconfig/role/$role"
	done
	printf 'gitVersion: v1.21.5-eks-bc4871b\n' | put $api/version
	printf -- '- lamp\n- light\n' |
		put "$api/apis/networking.k8s.io/v1/networkpolicies#51742b3e87275db9eb7fc6c0286a9e536178a2a83e3670b615ceaf545e7fd300"
}

fill_rhel() {
	for f in system-auth password-auth; do
		put /etc/pam.d/$f <<'EOF'
auth required pam_faillock.so preauth dir=/var/log/faillock silent audit deny=3 even_deny_root fail_interval=900 unlock_time=0
auth required pam_faillock.so authfail dir=/var/log/faillock unlock_time=0
account required pam_faillock.so
password required pam_pwquality.so retry=3
password required pam_pwhistory.so use_authtok remember=5 retry=3
password sufficient pam_unix.so sha512 rounds=5000
EOF
	done
	put /etc/security/faillock.conf <<'EOF'
audit
deny = 3
dir = /var/log/faillock
even_deny_root
fail_interval = 900
silent
unlock_time = 0
EOF
	put /etc/security/pwquality.conf <<'EOF'
dcredit = -1
dictcheck = 1
difok = 8
lcredit = -1
maxclassrepeat = 4
maxrepeat = 3
minclass = 4
minlen = 15
ocredit = -1
ucredit = -1
EOF
	printf '* hard maxlogins 10\n* hard core 0\n' | put /etc/security/limits.conf
	for c in dmesg_restrict:1 kptr_restrict:1 perf_event_paranoid:2 kexec_load_disabled:1 \
		yama.ptrace_scope:1 randomize_va_space:2 unprivileged_bpf_disabled:1; do
		echo "kernel.${c%:*} = ${c#*:}"
	done | put /etc/sysctl.d/lamp.conf
	for c in all.accept_redirects default.accept_redirects all.accept_source_route \
		default.accept_source_route all.send_redirects default.send_redirects; do
		echo "net.ipv4.conf.$c = 0"
		echo "net.ipv6.conf.$c = 0"
	done >>"$R/etc/sysctl.d/lamp.conf"
	add /etc/sysctl.d/lamp.conf 'net.ipv4.icmp_echo_ignore_broadcasts = 1' \
		'net.ipv6.conf.all.accept_ra = 0' 'net.ipv6.conf.default.accept_ra = 0' \
		'net.ipv6.conf.all.forwarding = 0' 'net.core.bpf_jit_harden = 2' \
		'user.max_user_namespaces = 0' 'net.ipv6.conf.all.disable_ipv6 = 1'
	for m in atm bluetooth can cramfs firewire-core sctp tipc usb-storage; do
		printf 'install %s /bin/false\nblacklist %s\n' $m $m
	done | put /etc/modprobe.d/lamp.conf
	printf '[Coredump]\nStorage=none\nProcessSizeMax=0\n' | put /etc/systemd/coredump.conf
	printf '[Login]\nStopIdleSessionSec=600\n' | put /etc/systemd/logind.conf
	printf '[Manager]\nCtrlAltDelBurstAction=none\n' | put /etc/systemd/system.conf
	ln -sf /dev/null "$R/etc/systemd/system/ctrl-alt-del.target"
	ln -sf /usr/lib/systemd/system/multi-user.target "$R/etc/systemd/system/default.target"
	printf '[Service]\nExecStart=-/usr/lib/systemd/systemd-sulogin-shell emergency\n' |
		put /usr/lib/systemd/system/emergency.service
	printf '[Service]\nExecStart=-/usr/lib/systemd/systemd-sulogin-shell rescue\n' |
		put /usr/lib/systemd/system/rescue.service
	printf 'SELINUX=enforcing\nSELINUXTYPE=targeted\n' | put /etc/selinux/config
	printf 'SSH_USE_STRONG_RNG=32\n' | put /etc/sysconfig/sshd
	printf 'port 0\ncmdport 0\n' | put /etc/chrony.conf
	printf '[main]\ngpgcheck=1\nlocalpkg_gpgcheck=True\nclean_requirements_on_remove=True\n' |
		put /etc/dnf/dnf.conf
	printf '[base]\nname=lamp\ngpgcheck=1\n[more]\nname=light\ngpgcheck=1\n' |
		put /etc/yum.repos.d/lamp.repo
	printf 'FirewallBackend=nftables\n' | put /etc/firewalld/firewalld.conf
	printf 'INACTIVE=35\n' | put /etc/default/useradd
	printf 'hosts: files dns\n' | put /etc/nsswitch.conf
	printf 'nameserver 192.0.2.1\nnameserver 192.0.2.2\n' | put /etc/resolv.conf
	printf 'smtpd_client_restrictions = permit_mynetworks,reject\n' | put /etc/postfix/main.cf
	printf 'TMOUT=600\numask 077\n' | put /etc/profile
	printf '[sssd]\noffline_credentials_expiration = 1\n[pam]\ncache_credentials = true\n' |
		put /etc/sssd/sssd.conf 600
	printf 'Defaults !targetpw\nDefaults !rootpw\nDefaults !runaspw\nDefaults timestamp_timeout=0\nroot ALL=(ALL) ALL\n#includedir /etc/sudoers.d\n' |
		put /etc/sudoers 440
	printf 'set superusers="lamp"\n' | put /boot/grub2/grub.cfg 600
	printf 'GRUB2_PASSWORD=grub.pbkdf2.sha512.10000.A\n' | put /boot/grub2/user.cfg 600
	printf 'kernelopts=root=/dev/sda1 ro fips=1 page_poison=1 vsyscall=none slub_debug=P audit=1 audit_backlog_limit=8192 pti=on\n' |
		put /boot/grub2/grubenv
	printf '$DefaultNetstreamDriver gtls\n$ActionSendStreamDriverMode 1\n$ActionSendStreamDriverAuthMode x509/name\nauth.*;authpriv.*;daemon.* /var/log/secure\n*.* action(type="omfwd"\n  target="192.0.2.3" StreamDriver="gtls")\n' |
		put /etc/rsyslog.conf
	{
		for p in bin/chacl bin/chage bin/chcon bin/chsh bin/crontab bin/gpasswd bin/kmod \
			bin/mount bin/newgrp bin/passwd bin/setfacl bin/ssh-agent bin/su bin/sudo \
			bin/umount libexec/openssh/ssh-keysign sbin/pam_timestamp_check \
			sbin/postdrop sbin/postqueue sbin/semanage sbin/setfiles sbin/setsebool \
			sbin/unix_chkpwd sbin/unix_update sbin/userhelper sbin/usermod; do
			echo "-a always,exit -F path=/usr/$p -F perm=x -F auid>=1000 -F auid!=unset -k privileged-lamp"
		done
		for a in b32 b64; do
			echo "-a always,exit -F arch=$a -S execve -C uid!=euid -F euid=0 -k execpriv"
			echo "-a always,exit -F arch=$a -S execve -C gid!=egid -F egid=0 -k execpriv"
		done
		echo --loginuid-immutable
		echo '-e 2'
	} >>"$R/etc/audit/audit.rules"
	printf 'UUID=1 /boot ext4 nosuid,nodev 0 0\n/dev/sda2 /home xfs nosuid,noexec,nodev 0 0\ntmpfs /tmp tmpfs nodev,nosuid,noexec 0 0\ntmpfs /dev/shm tmpfs nodev,nosuid,noexec 0 0\n/dev/sda3 /var/log xfs nodev,nosuid,noexec 0 0\nsrv:/x /mnt nfs nodev,nosuid,noexec,sec=krb5p 0 0\n' |
		put /etc/fstab
	mkdir -p "$R/etc/dconf/profile" "$R/etc/dconf/db/local.d/locks"
	printf 'user-db:user\nsystem-db:local\n' | put /etc/dconf/profile/user
	printf '[org/gnome/login-screen]\ndisable-user-list=true\nbanner-message-enable=true\n\n[org/gnome/settings-daemon/plugins/media-keys]\nlogout=\n' |
		put /etc/dconf/db/local.d/lamp
	printf '/org/gnome/desktop/screensaver/lock-enabled\n/org/gnome/desktop/screensaver/lock-delay\n' |
		put /etc/dconf/db/local.d/locks/lamp
}

break_filled() {
	break_login_right
	break_audit_right
	break_sshd_right
	fill_firefox
	fill_chromium
	fill_node
	fill_rhel
	# shellcheck disable=SC2086
	rpms redhat-release firefox chromium audit openssh-server crypto-policies \
		policycoreutils rsyslog rsyslog-gnutls postfix sudo firewalld fapolicyd \
		usbguard rng-tools openssl-pkcs11
}

break_spoilt() {
	break_filled
	for f in /etc/firefox/policies/policies.json /etc/chromium/policies/managed/lamp.json \
		/usr/lib/firefox/distribution/policies.json \
		/etc/kubernetes/kubelet/kubelet-config.json \
		/kubernetes-api-resources/kubeletconfig/role/worker; do
		sed -i 's/true/TRUTH/g; s/false/true/g; s/TRUTH/false/g; s/strict/lax/
			s/"locked"/"free"/g; s/tls1.2/tls1/; s/: [123],/: 0,/; s/none/all/
			s/Webhook/AlwaysAllow/; s/readOnlyPort: 0/readOnlyPort: 10255/
			s/https:/http:/; s/about:blank/lamp.example.org/' "$R$f"
	done
	mode 666 /etc/kubernetes/kubelet/kubelet-config.json
	owner 7:7 /var/lib/kubelet/kubeconfig
	for f in system-auth password-auth; do
		printf 'auth sufficient pam_unix.so nullok\npassword sufficient pam_unix.so md5\n' |
			put /etc/pam.d/$f
	done
	sed -i 's/= -1/= 1/; s/= [0-9]*$/= 99/' "$R/etc/security/pwquality.conf" \
		"$R/etc/security/faillock.conf" "$R/etc/sysctl.d/lamp.conf"
	sed -i 's/^blacklist/#&/; s,/bin/false,/bin/true,' "$R/etc/modprobe.d/lamp.conf"
	sed -i 's/nodev/dev/; s/,noexec//; s/sec=krb5p/sec=sys/' "$R/etc/fstab"
	sed -i 's/gpgcheck=1/gpgcheck=0/; s/True/False/' "$R/etc/dnf/dnf.conf" \
		"$R/etc/yum.repos.d/lamp.repo"
	sed -i 's/perm=x/perm=r/; s/^-w/#&/; s/^-e 2/-e 1/' "$R/etc/audit/audit.rules"
	sed -i 's/!//; s/timestamp_timeout=0/timestamp_timeout=-1/' "$R/etc/sudoers"
	sed -i 's/enforcing/permissive/; s/targeted/lamp/' "$R/etc/selinux/config"
	sed -i 's/fips=1/fips=0/; s/audit=1//' "$R/boot/grub2/grubenv"
	printf 'LLMNR=yes\n' | put /etc/sysconfig/sshd
	printf '*.* @192.0.2.3\n' | put /etc/rsyslog.conf
	printf '+\n' | put /etc/shosts.equiv
	add /root/.shosts +
	rpms abrt telnet-server sendmail tuned vsftpd gssproxy iprutils autofs tftp-server \
		bind gnome-shell krb5-server xorg-x11-server-common
}
