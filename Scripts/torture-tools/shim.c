// Faults at the border between a program and its files, for LD_PRELOAD.
//
// Counts the calls that change files below a folder and, at the one that was
// asked for, kills the process or lets the call fail as a disk does.
//
//   TORTURE_UNDER   folder whose files count
//   TORTURE_AT      number of the call, from 1; 0 = only count
//   TORTURE_DO      kill   die before the call is made
//                   torn   write the first half, then die
//                   eio    the call fails with EIO
//                   enospc the call fails with ENOSPC
//                   short  a write takes the first half and says so
//   TORTURE_STAYS   1 = every later call fails too (eio, enospc)
//   TORTURE_TALLY   file that gets the number of calls at the end
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum action { NOTHING, FAIL, HALF };

static atomic_long calls;
static const char *under, *deed;
static size_t under_length;
static long at;
static int stays;

__attribute__((constructor)) static void begin(void) {
  under = getenv("TORTURE_UNDER");
  under_length = under ? strlen(under) : 0;
  deed = getenv("TORTURE_DO");
  const char *number = getenv("TORTURE_AT");
  at = number ? atol(number) : 0;
  const char *lasting = getenv("TORTURE_STAYS");
  stays = lasting && *lasting == '1';
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("TORTURE_TALLY");
  if (!path) return;
  FILE *file = fopen(path, "w");
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}

static int counts_path(const char *path) {
  return under && path && strncmp(path, under, under_length) == 0;
}

static int counts(int descriptor) {
  if (!under) return 0;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return counts_path(path);
}

// What happens to the call that is being made now.
static enum action now(int is_write) {
  long number = atomic_fetch_add(&calls, 1) + 1;
  if (!at || !deed || number < at) return NOTHING;
  if (number > at) {
    if (!stays) return NOTHING;
    if (!strcmp(deed, "eio")) { errno = EIO; return FAIL; }
    if (!strcmp(deed, "enospc")) { errno = ENOSPC; return FAIL; }
    return NOTHING;
  }
  if (!strcmp(deed, "torn") && is_write) return HALF;
  if (!strcmp(deed, "kill") || !strcmp(deed, "torn")) kill(getpid(), SIGKILL);
  if (!strcmp(deed, "eio")) { errno = EIO; return FAIL; }
  if (!strcmp(deed, "enospc")) { errno = ENOSPC; return FAIL; }
  if (!strcmp(deed, "short") && is_write) return HALF;
  return NOTHING;
}

static void after_half(void) {
  if (!strcmp(deed, "torn")) kill(getpid(), SIGKILL);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  REAL(write);
  if (count == 0 || !counts(descriptor)) return real(descriptor, bytes, count);
  enum action action = now(1);
  if (action == FAIL) return -1;
  if (action == NOTHING) return real(descriptor, bytes, count);
  ssize_t written = real(descriptor, bytes, (count + 1) / 2);
  after_half();
  return written;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t place) {
  REAL(pwrite);
  if (count == 0 || !counts(descriptor))
    return real(descriptor, bytes, count, place);
  enum action action = now(1);
  if (action == FAIL) return -1;
  if (action == NOTHING) return real(descriptor, bytes, count, place);
  ssize_t written = real(descriptor, bytes, (count + 1) / 2, place);
  after_half();
  return written;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count,
                 off64_t place) {
  REAL(pwrite64);
  if (count == 0 || !counts(descriptor))
    return real(descriptor, bytes, count, place);
  enum action action = now(1);
  if (action == FAIL) return -1;
  if (action == NOTHING) return real(descriptor, bytes, count, place);
  ssize_t written = real(descriptor, bytes, (count + 1) / 2, place);
  after_half();
  return written;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  REAL(writev);
  if (counts(descriptor) && now(0) == FAIL) return -1;
  return real(descriptor, parts, count);
}

int fsync(int descriptor) {
  REAL(fsync);
  if (counts(descriptor) && now(0) == FAIL) return -1;
  return real(descriptor);
}

int fdatasync(int descriptor) {
  REAL(fdatasync);
  if (counts(descriptor) && now(0) == FAIL) return -1;
  return real(descriptor);
}

int ftruncate(int descriptor, off_t length) {
  REAL(ftruncate);
  if (counts(descriptor) && now(0) == FAIL) return -1;
  return real(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
  REAL(ftruncate64);
  if (counts(descriptor) && now(0) == FAIL) return -1;
  return real(descriptor, length);
}

int rename(const char *old, const char *new) {
  REAL(rename);
  if (counts_path(new) && now(0) == FAIL) return -1;
  return real(old, new);
}

int unlink(const char *path) {
  REAL(unlink);
  if (counts_path(path) && now(0) == FAIL) return -1;
  return real(path);
}

static int makes(int flags) { return flags & (O_CREAT | O_TRUNC); }

static mode_t mode_of(int flags, va_list list) {
  return flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  REAL(open);
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  if (makes(flags) && counts_path(path) && now(0) == FAIL) return -1;
  return real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  REAL(open64);
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  if (makes(flags) && counts_path(path) && now(0) == FAIL) return -1;
  return real(path, flags, mode);
}
