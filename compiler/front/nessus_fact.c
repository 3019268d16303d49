/*
 * The names that facts have, by table.  Many checks hold because something is
 * not there (no capability added, no such mount), so a name that nothing has
 * would make them pass for good; it is refused here.  A member in the form
 * ["Name"] is taken as it is: that is for what the tables do not know.
 */
#include <string.h>

#include "nessus.h"

/* A blank stands behind every name. */
#define CONFIG \
	"ArgsEscaped AttachStderr AttachStdin AttachStdout Cmd Domainname " \
	"Entrypoint Env ExposedPorts Healthcheck Hostname Image Labels " \
	"MacAddress NetworkDisabled OnBuild OpenStdin Shell StdinOnce " \
	"StopSignal StopTimeout Tty User Volumes WorkingDir "

static const struct names { /* what may stand behind a path */
	enum probe_kind probe;
	const char *path, *names;
} names[] = {
	{ PROBE_CONTAINER, "",
	    "AppArmorProfile Args Config Created Driver ExecIDs GraphDriver "
	    "HostConfig HostnamePath HostsPath Id Image "
	    "ImageManifestDescriptor LogPath MountLabel Mounts Name "
	    "NetworkSettings Path Platform ProcessLabel ResolvConfPath "
	    "RestartCount SizeRootFs SizeRw State " },
	{ PROBE_CONTAINER, "Config", CONFIG },
	{ PROBE_CONTAINER, "HostConfig",
	    "Annotations AutoRemove Binds BlkioDeviceReadBps "
	    "BlkioDeviceReadIOps BlkioDeviceWriteBps BlkioDeviceWriteIOps "
	    "BlkioWeight BlkioWeightDevice CapAdd CapDrop Capabilities Cgroup "
	    "CgroupParent CgroupnsMode ConsoleSize ContainerIDFile CpuCount "
	    "CpuPercent CpuPeriod CpuQuota CpuRealtimePeriod "
	    "CpuRealtimeRuntime CpuShares CpusetCpus CpusetMems "
	    "DeviceCgroupRules DeviceRequests Devices Dns DnsOptions DnsSearch "
	    "ExtraHosts GroupAdd IOMaximumBandwidth IOMaximumIOps Init IpcMode "
	    "Isolation KernelMemory KernelMemoryTCP Links LogConfig "
	    "MaskedPaths Memory MemoryReservation MemorySwap MemorySwappiness "
	    "Mounts NanoCpus NetworkMode OomKillDisable OomScoreAdj PidMode "
	    "PidsLimit PortBindings Privileged PublishAllPorts ReadonlyPaths "
	    "ReadonlyRootfs RestartPolicy Runtime SecurityOpt ShmSize "
	    "StorageOpt Sysctls Tmpfs UTSMode Ulimits UsernsMode VolumeDriver "
	    "VolumesFrom " },
	{ PROBE_CONTAINER, "NetworkSettings",
	    "Bridge EndpointID Gateway GlobalIPv6Address GlobalIPv6PrefixLen "
	    "HairpinMode IPAddress IPPrefixLen IPv6Gateway "
	    "LinkLocalIPv6Address LinkLocalIPv6PrefixLen MacAddress Networks "
	    "Ports SandboxID SandboxKey SecondaryIPAddresses "
	    "SecondaryIPv6Addresses " },
	{ PROBE_CONTAINER, "State",
	    "Dead Error ExitCode FinishedAt Health Healthcheck OOMKilled "
	    "Paused Pid Restarting Running StartedAt Status " },

	{ PROBE_IMAGE, "",
	    "Architecture Author Comment Config Container ContainerConfig "
	    "Created Descriptor DockerVersion GraphDriver Id Manifests "
	    "Metadata Os OsVersion Parent RepoDigests RepoTags RootFS Size "
	    "Variant VirtualSize " },
	{ PROBE_IMAGE, "Config", CONFIG },

	{ PROBE_NETWORK, "",
	    "Attachable ConfigFrom ConfigOnly Containers Created Driver "
	    "EnableIPv4 EnableIPv6 IPAM Id Ingress Internal Labels Name "
	    "Options Peers Scope Services Status " },

	{ PROBE_ENGINE, "", "daemon images info secrets swarm version " },
	{ PROBE_ENGINE, "daemon",
	    "allow-nondistributable-artifacts api-cors-header "
	    "authorization-plugins bip bridge builder cdi-spec-dirs "
	    "cgroup-parent cluster-advertise cluster-store cluster-store-opts "
	    "config-file containerd containerd-namespace "
	    "containerd-plugins-namespace cpu-rt-period cpu-rt-runtime "
	    "data-root debug default-address-pools default-cgroupns-mode "
	    "default-gateway default-gateway-v6 default-ipc-mode "
	    "default-network-opts default-runtime default-shm-size "
	    "default-ulimits disable-legacy-registry dns dns-opts dns-search "
	    "exec-opts exec-root experimental features firewall-backend "
	    "fixed-cidr fixed-cidr-v6 group hosts http-proxy https-proxy icc "
	    "init init-path insecure-registries ip ip-forward ip-masq "
	    "ip6tables iptables ipv6 labels listeners live-restore log-driver "
	    "log-format log-level log-opts max-concurrent-downloads "
	    "max-concurrent-uploads max-download-attempts metrics-addr mtu "
	    "no-new-privileges no-proxy node-generic-resources "
	    "oom-score-adjust pidfile proxies raw-logs registry-mirrors "
	    "rootless runtimes seccomp-profile selinux-enabled "
	    "shutdown-timeout socket storage-driver storage-opts "
	    "swarm-default-advertise-addr tls tlscacert tlscert tlskey "
	    "tlsverify userland-proxy userland-proxy-path userns-remap "
	    "validate " },
	{ PROBE_ENGINE, "images[]",
	    "Containers Created Descriptor Id Labels Manifests ParentId "
	    "RepoDigests RepoTags SharedSize Size VirtualSize " },
	{ PROBE_ENGINE, "info",
	    "Architecture BridgeNfIp6tables BridgeNfIptables CDISpecDirs "
	    "CPUSet CPUShares CgroupDriver CgroupVersion ClusterAdvertise "
	    "ClusterStore Containerd ContainerdCommit Containers "
	    "ContainersPaused ContainersRunning ContainersStopped "
	    "CpuCfsPeriod CpuCfsQuota Debug DefaultAddressPools "
	    "DefaultRuntime DiscoveredDevices DockerRootDir Driver "
	    "DriverStatus ExperimentalBuild FirewallBackend GenericResources "
	    "HttpProxy HttpsProxy ID IPv4Forwarding Images "
	    "IndexServerAddress InitBinary InitCommit Isolation KernelMemory "
	    "KernelMemoryTCP KernelVersion Labels LiveRestoreEnabled "
	    "LoggingDriver MemTotal MemoryLimit NCPU NEventsListener NFd "
	    "NGoroutines Name NoProxy OSType OSVersion OomKillDisable "
	    "OperatingSystem PidsLimit Plugins ProductLicense RegistryConfig "
	    "Rootless RuncCommit Runtimes SecurityOptions ServerVersion "
	    "SwapLimit Swarm SystemStatus SystemTime Warnings " },
	{ PROBE_ENGINE, "info.RegistryConfig",
	    "AllowNondistributableArtifactsCIDRs "
	    "AllowNondistributableArtifactsHostnames IndexConfigs "
	    "InsecureRegistryCIDRs Mirrors " },
	{ PROBE_ENGINE, "secrets[]", "CreatedAt ID Spec UpdatedAt Version " },
	{ PROBE_ENGINE, "swarm",
	    "CreatedAt DataPathPort DefaultAddrPool ID JoinTokens "
	    "RootRotationInProgress Spec SubnetSize TLSInfo UpdatedAt "
	    "Version " },
	{ PROBE_ENGINE, "version",
	    "ApiVersion Arch BuildTime Components Experimental GitCommit "
	    "GoVersion KernelVersion MinAPIVersion Os Platform Version " },
};

static const struct fact { /* what is derived, or the kernel's */
	enum probe_kind probe;
	const char *path;
	const char *members; /* of a record; NULL: a value */
} facts[] = {
	{ PROBE_CONTAINER, "derived.AppArmorProfile", NULL },
	{ PROBE_CONTAINER, "derived.Capabilities[]", NULL },
	{ PROBE_CONTAINER, "derived.DeviceRequests[]", NULL },
	{ PROBE_CONTAINER, "derived.Execs[]", "ID Privileged Running User " },
	{ PROBE_CONTAINER, "derived.HealthStatus", NULL },
	{ PROBE_CONTAINER, "derived.IpcMode", NULL },
	{ PROBE_CONTAINER, "derived.Mounts[]",
	    "ContainsEngineSocket Destination Propagation RW RealSource "
	    "Source Type " },
	{ PROBE_CONTAINER, "derived.NetworkMode", NULL },
	{ PROBE_CONTAINER, "derived.NoNewPrivileges", NULL },
	{ PROBE_CONTAINER, "derived.PidMode", NULL },
	{ PROBE_CONTAINER, "derived.Ports[]",
	    "ContainerPort HostIp HostPort Protocol " },
	{ PROBE_CONTAINER, "derived.Processes[]", "Exe Name Pid " },
	{ PROBE_CONTAINER, "derived.RestartPolicy", NULL },
	{ PROBE_CONTAINER, "derived.Running", NULL },
	{ PROBE_CONTAINER, "derived.SELinuxDisabled", NULL },
	{ PROBE_CONTAINER, "derived.Seccomp", NULL },
	{ PROBE_CONTAINER, "derived.UTSMode", NULL },
	{ PROBE_CONTAINER, "derived.Uid", NULL },
	{ PROBE_CONTAINER, "derived.UsernsMode", NULL },
	{ PROBE_CONTAINER, "Mounts[]",
	    "Destination Driver Mode Name Propagation RW Source Type " },
	{ PROBE_CONTAINER, "HostConfig.Devices[]",
	    "CgroupPermissions PathInContainer PathOnHost " },
	{ PROBE_CONTAINER, "HostConfig.Ulimits[]", "Hard Name Soft " },

	{ PROBE_ENGINE, "derived.Files[]",
	    "Exists Gid Group Key Mode Path Uid User " },
	{ PROBE_ENGINE, "derived.HostFips", NULL },
	{ PROBE_ENGINE, "derived.ImageTags[]", "Repository Tag " },
	{ PROBE_ENGINE, "derived.Kind", NULL },
	{ PROBE_ENGINE, "derived.Networks[]",
	    "Driver Encrypted Ingress Name Scope " },
	{ PROBE_ENGINE, "derived.Os", NULL },
	{ PROBE_ENGINE, "derived.SwarmActive", NULL },
	{ PROBE_ENGINE, "derived.SwarmManager", NULL },

	{ PROBE_KERNEL, "apparmor", NULL },
	{ PROBE_KERNEL, "caps.bounding[]", NULL },
	{ PROBE_KERNEL, "caps.effective[]", NULL },
	{ PROBE_KERNEL, "cgroup.path", NULL },
	{ PROBE_KERNEL, "cpu.shares", NULL },
	{ PROBE_KERNEL, "listen[]", "HostIp HostPort Protocol " },
	{ PROBE_KERNEL, "memory.limit", NULL },
	{ PROBE_KERNEL, "mounts[]", "Destination Options RealSource Shared " },
	{ PROBE_KERNEL, "no_new_privs", NULL },
	{ PROBE_KERNEL, "ns.ipc", NULL },
	{ PROBE_KERNEL, "ns.mnt", NULL },
	{ PROBE_KERNEL, "ns.net", NULL },
	{ PROBE_KERNEL, "ns.pid", NULL },
	{ PROBE_KERNEL, "ns.user", NULL },
	{ PROBE_KERNEL, "ns.uts", NULL },
	{ PROBE_KERNEL, "pids.limit", NULL },
	{ PROBE_KERNEL, "processes[]", "Exe Name Pid " },
	{ PROBE_KERNEL, "root.readonly", NULL },
	{ PROBE_KERNEL, "seccomp", NULL },
	{ PROBE_KERNEL, "uid", NULL },
};

static bool
listed(const char *list, const char *word, size_t n)
{
	for (; *list != '\0'; list = strchr(list, ' ') + 1)
		if (strncmp(list, word, n) == 0 && list[n] == ' ')
			return true;
	return false;
}

static const struct fact *
find(enum probe_kind probe, const char *path)
{
	size_t i;

	for (i = 0; i < sizeof facts / sizeof *facts; i++)
		if (facts[i].probe == probe && str_eq(facts[i].path, path))
			return &facts[i];
	return NULL;
}

/* May the names of that length stand behind this much of the path? */
static bool
follows(enum probe_kind probe, const char *path, size_t n, const char *name,
    size_t nname)
{
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].probe == probe && strlen(names[i].path) == n &&
		    strncmp(names[i].path, path, n) == 0)
			return listed(names[i].names, name, nname);
	return true;
}

bool
audit_fact_known(enum probe_kind probe, const char *path)
{
	const char *p = path;
	size_t n, behind = 0;

	if (strchr(path, '@') != NULL || find(probe, path) != NULL)
		return true;
	if (probe == PROBE_KERNEL || str_starts(path, "derived."))
		return false;
	for (;;) {
		n = strcspn(p, ".[{");
		if (n == 0 || !follows(probe, path, behind, p, n))
			return false;
		p += n;
		while (str_starts(p, "[]") || str_starts(p, "{}"))
			p += 2;
		behind = (size_t)(p - path);
		if (*p != '.')
			return *p == '\0' || str_starts(p, "[\"");
		p++;
	}
}

bool
audit_fact_member_known(enum probe_kind probe, const char *path,
    const char *member)
{
	const struct fact *f = find(probe, path);

	if (f == NULL || strchr(member, '@') != NULL)
		return true;
	return f->members != NULL && listed(f->members, member,
	    strlen(member));
}
