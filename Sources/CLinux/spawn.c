#define _GNU_SOURCE
#include "CLinuxSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
    return posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int set_actions(posix_spawn_file_actions_t *actions, const char *directory, int out, int err) {
    int failed = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (!failed) failed = posix_spawn_file_actions_adddup2(actions, out, 1);
    if (!failed) failed = posix_spawn_file_actions_adddup2(actions, err, 2);
    if (!failed) failed = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    if (!failed && directory[0]) failed = posix_spawn_file_actions_addchdir_np(actions, directory);
    return failed;
}

int clinux_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *directory, int out, int err,
    int *pidfd) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;
    int failed = posix_spawnattr_init(&attributes);
    if (failed) return -failed;
    failed = posix_spawn_file_actions_init(&actions);
    if (failed) {
        posix_spawnattr_destroy(&attributes);
        return -failed;
    }
    failed = set_attributes(&attributes);
    if (!failed) failed = set_actions(&actions, directory, out, err);
    // Keeps a place for the pidfd, so that the lack of one is known before anything runs.
    int place = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (!failed && place < 0) failed = errno;
    if (!failed) failed = posix_spawn(&pid, path, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (place >= 0) close(place);
    if (failed) return -failed;
    // Safe after the fact: nobody reaps a child while one is being spawned (ChildProcess.owning), so the number cannot
    // have been given away.
    *pidfd = pidfd_open(pid, 0);
    if (*pidfd < 0) {
        failed = errno;
        kill(-pid, SIGKILL);
        waitpid(pid, NULL, 0);
        return -failed;
    }
    return pid;
}

int clinux_pidfd_open(pid_t pid) {
    int fd = pidfd_open(pid, 0);
    return fd < 0 ? -errno : fd;
}

int clinux_pidfd_signal(int pidfd, int signal) {
    return pidfd_send_signal(pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

int clinux_wait(int pidfd, int keep, int *code, int *signalled) {
    siginfo_t info;
    info.si_pid = 0;
    if (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG | (keep ? WNOWAIT : 0)) < 0) return -errno;
    if (info.si_pid == 0) return 0;
    *code = info.si_status;
    *signalled = info.si_code != CLD_EXITED;
    return 1;
}

int clinux_reap(pid_t pid) {
    pid_t got = waitpid(pid, NULL, WNOHANG);
    return got < 0 ? -errno : got == pid;
}

int clinux_any_zombie(void) {
    siginfo_t info;
    info.si_pid = 0;
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0) return errno == ECHILD ? 0 : -errno;
    return info.si_pid != 0;
}

// The first version of struct pidfd_info (64 bytes, linux/pidfd.h of 6.15), which older headers do not have.
struct exit_info {
    uint64_t mask, cgroup;
    uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
    int32_t exit_code;
};
#define EXIT_INFO_EXIT (UINT64_C(1) << 3)
#define EXIT_INFO_GET _IOWR(0xFF, 11, struct exit_info)

int clinux_pidfd_exit_status(int pidfd, int *code, int *signalled) {
    struct exit_info info = {.mask = EXIT_INFO_EXIT};
    // ESRCH: it has not been reaped yet, or the kernel is one that forgets it then.
    if (ioctl(pidfd, EXIT_INFO_GET, &info) < 0) return errno == ESRCH ? 0 : -errno;
    if (!(info.mask & EXIT_INFO_EXIT)) return 0;
    *signalled = WIFSIGNALED(info.exit_code);
    *code = *signalled ? WTERMSIG(info.exit_code) : WEXITSTATUS(info.exit_code);
    return 1;
}

void clinux_keep_zombies(void) {
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) < 0 || action.sa_handler != SIG_IGN) return;
    action.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &action, NULL);
}

int clinux_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? -errno : 0; }

int clinux_private_descriptors(const int *keep, int count) {
    if (unshare(CLONE_FILES) < 0) return -errno;
    // A daemon started without 0, 1 or 2 would hand those numbers to a pipe, where a spawn puts its own.
    for (int fd = 0; fd >= 0 && fd < 3;) fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    unsigned int from = 3;
    for (int i = 0; i < count; i++) {
        if (keep[i] < (int)from) continue;
        if (keep[i] > (int)from && close_range(from, (unsigned int)keep[i] - 1, 0) < 0) return -errno;
        from = (unsigned int)keep[i] + 1;
    }
    return close_range(from, ~0U, 0) < 0 ? -errno : 0;
}

int clinux_output_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    // Only our end: the flag belongs to the open file, and a child must not see EAGAIN on its output.
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0) {
        int failed = errno;
        close(ends[0]);
        close(ends[1]);
        return -failed;
    }
    return 0;
}
