/* Stands between the program and the C library, and makes the database's files and the clock fail
   as the control file says. The control file is a list of numbers that both sides have in memory:
   seconds that the clock is off; every how many syncs, and writes, one fails; which error a write
   fails with; milliseconds that each sync takes longer; then what was done: syncs and writes that
   failed, syncs that were slow, clocks that were read. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { CLOCK, SYNC_EVERY, WRITE_EVERY, WRITE_ERROR, SLOW, SYNCS, WRITES, SLOWED, CLOCKS, NUMBERS };

static volatile int64_t *control;
static int64_t syncs, writes;

__attribute__((constructor)) static void begin(void) {
  const char *name = getenv("AFTERWORD_FAULTS");
  int file = name ? open(name, O_RDWR) : -1;
  if (file < 0) return;
  void *place = mmap(0, NUMBERS * sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (place != MAP_FAILED) control = place;
}

/* The database, its write-ahead log and its journal; nothing else. */
static int is_database(int file) {
  char link[40], name[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length <= 0) return 0;
  name[length] = 0;
  const char *last = strrchr(name, '/');
  return last && !strncmp(last, "/afterword.db", 13);
}

static int due(volatile int64_t *every, int64_t *count, volatile int64_t *done) {
  if (!*every || __atomic_add_fetch(count, 1, __ATOMIC_RELAXED) % *every) return 0;
  __atomic_add_fetch(done, 1, __ATOMIC_RELAXED);
  return 1;
}

static int sync_faults(int file) {
  if (!control || !(control[SYNC_EVERY] || control[SLOW]) || !is_database(file)) return 0;
  if (control[SLOW]) {
    struct timespec pause = {control[SLOW] / 1000, control[SLOW] % 1000 * 1000000};
    nanosleep(&pause, 0);
    __atomic_add_fetch(control + SLOWED, 1, __ATOMIC_RELAXED);
  }
  return due(control + SYNC_EVERY, &syncs, control + SYNCS);
}

static int write_faults(int file) {
  return control && control[WRITE_EVERY] && is_database(file) &&
         due(control + WRITE_EVERY, &writes, control + WRITES);
}

#define NEXT(type, name) \
  static type next; \
  if (!next) next = (type)dlsym(RTLD_NEXT, name)

typedef int (*sync_call)(int);
typedef ssize_t (*write_call)(int, const void *, size_t, off64_t);
typedef ssize_t (*plain_write_call)(int, const void *, size_t);
typedef int (*clock_call)(clockid_t, struct timespec *);

int fsync(int file) {
  NEXT(sync_call, "fsync");
  if (sync_faults(file)) return errno = EIO, -1;
  return next(file);
}

int fdatasync(int file) {
  NEXT(sync_call, "fdatasync");
  if (sync_faults(file)) return errno = EIO, -1;
  return next(file);
}

ssize_t pwrite64(int file, const void *from, size_t length, off64_t at) {
  NEXT(write_call, "pwrite64");
  if (write_faults(file)) return errno = (int)control[WRITE_ERROR], -1;
  return next(file, from, length, at);
}

ssize_t write(int file, const void *from, size_t length) {
  NEXT(plain_write_call, "write");
  if (write_faults(file)) return errno = (int)control[WRITE_ERROR], -1;
  return next(file, from, length);
}

ssize_t pwrite(int file, const void *from, size_t length, off_t at) {
  return pwrite64(file, from, length, at);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  NEXT(clock_call, "clock_gettime");
  int done = next(clock, now);
  if (!done && control && clock == CLOCK_REALTIME) {
    now->tv_sec += control[CLOCK];
    __atomic_add_fetch(control + CLOCKS, 1, __ATOMIC_RELAXED);
  }
  return done;
}
