// Child processes: what glibc hides behind _GNU_SOURCE or a variadic call. Every call returns 0 or a positive value, or
// minus an errno.
#ifndef PODPROBE_CLINUX_SPAWN_H
#define PODPROBE_CLINUX_SPAWN_H

#include <stdint.h>
#include <sys/types.h>

/// Starts `path` in a session of its own with no descriptor but /dev/null, `out` and `err`, no blocked, ignored or
/// handled signal, and `directory` ("" for ours) as its working directory. Sets *pidfd, and returns the pid.
int clinux_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *directory, int out, int err,
    int *pidfd);

/// A pidfd, which is readable once the process has ended.
int clinux_pidfd_open(pid_t pid);
/// Sends to the very process that the pidfd was opened for, never to a later one with the same number.
int clinux_pidfd_signal(int pidfd, int signal);

/// How our child ended: 1 and *code (exit code, or the signal when *signalled), 0 while it runs. `keep` leaves it a
/// zombie, whose pid, group and session no other process can be given.
int clinux_wait(int pidfd, int keep, int *code, int *signalled);
/// Reaps a child by number if it is a zombie; 1 when it was.
int clinux_reap(pid_t pid);
/// Whether any child of ours is a zombie.
int clinux_any_zombie(void);
/// The wait status of a process that is not our child, after its parent reaped it: 1, or 0 when it is not to be had
/// yet; -ENOTTY and the like where the kernel (before 6.15) does not keep it.
int clinux_pidfd_exit_status(int pidfd, int *code, int *signalled);

/// Stops the kernel from throwing away how our children end, where whoever started us ignores SIGCHLD: that is inherited.
void clinux_keep_zombies(void);
/// Orphans below us become our children.
int clinux_become_subreaper(void);
/// Gives the calling thread a descriptor table of its own with only 0, 1, 2 and `keep` (ascending) in it.
int clinux_private_descriptors(const int *keep, int count);
/// A pipe whose read end does not block, both closed on exec.
int clinux_output_pipe(int ends[2]);

#endif
