"""Numbers of the system calls that the filter names, on x86-64 and on aarch64.

Written `name:x86-64:aarch64`; a hyphen where an architecture does not have the call.
"""

import platform
from dataclasses import dataclass

ALLOWED = """
    read:0:63 write:1:64 readv:19:65 writev:20:66 pread64:17:67 pwrite64:18:68 preadv:295:69
    pwritev:296:70 preadv2:327:286 pwritev2:328:287 lseek:8:62 close:3:57 close_range:436:436
    open:2:- openat:257:56 creat:85:- stat:4:- lstat:6:- fstat:5:80 newfstatat:262:79
    statx:332:291 statfs:137:43 fstatfs:138:44 access:21:- faccessat:269:48 faccessat2:439:439
    readlink:89:- readlinkat:267:78 getdents:78:- getdents64:217:61 getcwd:79:17 chdir:80:49
    fchdir:81:50 mkdir:83:- mkdirat:258:34 rmdir:84:- unlink:87:- unlinkat:263:35 rename:82:-
    renameat:264:38 renameat2:316:276 link:86:- linkat:265:37 symlink:88:- symlinkat:266:36
    truncate:76:45 ftruncate:77:46 fallocate:285:47 fsync:74:82 fdatasync:75:83 umask:95:166
    fadvise64:221:223 readahead:187:213 sendfile:40:71 copy_file_range:326:285 getxattr:191:8
    lgetxattr:192:9 fgetxattr:193:10 listxattr:194:11 llistxattr:195:12 flistxattr:196:13
    dup:32:23 dup2:33:- dup3:292:24 pipe:22:- pipe2:293:59 poll:7:- ppoll:271:73 select:23:-
    pselect6:270:72 epoll_create:213:- epoll_create1:291:20 epoll_ctl:233:21 epoll_wait:232:-
    epoll_pwait:281:22 epoll_pwait2:441:441 eventfd:284:- eventfd2:290:19 mmap:9:222
    munmap:11:215 mprotect:10:226 mremap:25:216 madvise:28:233 brk:12:214 msync:26:227
    mincore:27:232 get_mempolicy:239:236 membarrier:324:283 futex:202:98 futex_waitv:449:449
    set_robust_list:273:99 get_robust_list:274:100 set_tid_address:218:96 rseq:334:293
    sched_yield:24:124 sched_getaffinity:204:123 sched_getparam:143:121
    sched_getscheduler:145:120 sched_get_priority_max:146:125 sched_get_priority_min:147:126
    getcpu:309:168 rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139
    rt_sigpending:127:136 rt_sigtimedwait:128:137 rt_sigsuspend:130:133 sigaltstack:131:132
    restart_syscall:219:128 pause:34:- alarm:37:- setitimer:38:103 getitimer:36:102
    timerfd_create:283:85 timerfd_settime:286:86 timerfd_gettime:287:87 nanosleep:35:101
    clock_nanosleep:230:115 clock_gettime:228:113 clock_getres:229:114 gettimeofday:96:169
    time:201:- times:100:153 getrusage:98:165 getrlimit:97:163 sysinfo:99:179 uname:63:160
    getrandom:318:278 getpid:39:172 gettid:186:178 getppid:110:173 getuid:102:174
    geteuid:107:175 getgid:104:176 getegid:108:177 getgroups:115:158 getresuid:118:148
    getresgid:120:150 getpgrp:111:- getpgid:121:155 getsid:124:156 getpriority:140:141
    capget:125:90 wait4:61:260 waitid:247:95 exit:60:93 exit_group:231:94
"""
"""Let through whatever their arguments."""

PRETENDED = """
    chmod:90:- fchmod:91:52 fchmodat:268:53 fchmodat2:452:452 chown:92:- fchown:93:55
    lchown:94:- fchownat:260:54 utime:132:- utimes:235:- futimesat:261:- utimensat:280:88
    flock:73:32
"""
"""Answered with success and not done. Landlock does not restrict them; honest code that copies a
file or takes a lock calls them, and in a folder that nobody shares nothing depends on it."""

FOR_GPU = """
    memfd_create:319:279
"""
"""Let through for a worker that trains on a GPU: CUDA does not start without it (error 304)."""

FILTERED = """
    clone:56:220 clone3:435:435 openat2:437:437 ioctl:16:29 fcntl:72:25 prctl:157:167
    kill:62:129 tgkill:234:131 prlimit64:302:261
"""
"""Decided by their arguments; see `seccomp`."""


@dataclass(frozen=True)
class Architecture:
    """What a filter needs to know of a processor.

    Attributes:
        audit: Constant by which the kernel names it in a filter's input.
        column: Its column in the tables.
        has_x32: Whether numbers with bit 30 set are calls of another interface.
    """

    audit: int
    column: int
    has_x32: bool


ARCHITECTURES = {
    "x86_64": Architecture(0xC000003E, 1, True),
    "aarch64": Architecture(0xC00000B7, 2, False),
}


def architecture(machine: str | None = None) -> Architecture:
    """This machine's architecture, or the one named.

    Raises:
        OSError: If there is no table for it.
    """
    name = machine or platform.machine()
    if name not in ARCHITECTURES:
        raise OSError(f"no table of system calls for {name}")
    return ARCHITECTURES[name]


def numbers(table: str, arch: Architecture) -> dict[str, int]:
    """Numbers by name of one table, for one architecture."""
    rows = [entry.split(":") for entry in table.split()]
    return {row[0]: int(row[arch.column]) for row in rows if row[arch.column] != "-"}
