/*
 * Loaded before the C library by a process whose writes are to be known in their order (LD_PRELOAD). Of the database
 * DISK_JOURNAL_OF, of its write-ahead log and of the list beside it of what was acknowledged, every write, cut, flush and removal
 * is carried out and, once it has succeeded, put down in the file DISK_JOURNAL:
 *   kind u8 ('w' write, 't' cut, 's' flush, 'd' removal) | file u8 | two bytes of nothing | length u32 | offset u64 | the bytes written
 * in the byte order of the machine.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *const endings[] = {"", "-wal", "-journal", "-acknowledged"};
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;

/* Which of the files has this name, or -1. */
static int file_named(const char *path) {
	const char *database = getenv("DISK_JOURNAL_OF");
	if (database == NULL) return -1;
	size_t stem = strlen(database);
	if (strncmp(path, database, stem) != 0) return -1;
	for (int at = 0; at < (int)(sizeof endings / sizeof *endings); at++)
		if (strcmp(path + stem, endings[at]) == 0) return at;
	return -1;
}

/* Which of the files a descriptor is, or -1. */
static int file_of(int fd) {
	char link[64], path[4096];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, path, sizeof path - 1);
	if (length <= 0) return -1;
	path[length] = 0;
	return file_named(path);
}

static void put(const void *bytes, size_t count) {
	const char *from = bytes;
	while (count > 0) {
		ssize_t done = syscall(SYS_write, journal, from, count);
		if (done < 0 && errno == EINTR) continue;
		if (done <= 0) abort(); /* a journal with a hole would prove nothing */
		from += done;
		count -= (size_t)done;
	}
}

static void note(char kind, int file, uint64_t offset, const void *bytes, size_t count) {
	struct __attribute__((packed)) {
		uint8_t kind, file;
		uint16_t nothing;
		uint32_t length;
		uint64_t offset;
	} head = {(uint8_t)kind, (uint8_t)file, 0, (uint32_t)count, offset};
	if (journal < 0) {
		const char *path = getenv("DISK_JOURNAL");
		if (path == NULL) abort();
		journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		if (journal < 0) abort();
	}
	put(&head, sizeof head);
	put(bytes, count);
}

/* What SQLite does to a file that is followed, and what is noted of it, are one step for all threads. */
#define FOLLOWED(which, type, call, noting)                                                                             \
	int file = which;                                                                                                    \
	if (file < 0) return call;                                                                                           \
	pthread_mutex_lock(&turn);                                                                                           \
	type done = call;                                                                                                    \
	int error = errno;                                                                                                   \
	if (done >= 0) { noting; }                                                                                           \
	pthread_mutex_unlock(&turn);                                                                                         \
	errno = error;                                                                                                       \
	return done

#define REAL(type, name, ...)                                                                                            \
	static type (*real)(__VA_ARGS__);                                                                                    \
	if (real == NULL) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
	FOLLOWED(file_of(fd), ssize_t, real(fd, bytes, count, offset), note('w', file, (uint64_t)offset, bytes, (size_t)done));
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
	return pwrite64(fd, bytes, count, offset);
}

ssize_t write(int fd, const void *bytes, size_t count) {
	REAL(ssize_t, "write", int, const void *, size_t);
	int file = file_of(fd);
	if (file < 0) return real(fd, bytes, count);
	abort(); /* nobody is known to write these files at a place that is not named */
}

int ftruncate64(int fd, off64_t length) {
	REAL(int, "ftruncate64", int, off64_t);
	FOLLOWED(file_of(fd), int, real(fd, length), note('t', file, (uint64_t)length, NULL, 0));
}

int ftruncate(int fd, off_t length) {
	return ftruncate64(fd, length);
}

int fsync(int fd) {
	REAL(int, "fsync", int);
	FOLLOWED(file_of(fd), int, real(fd), note('s', file, 0, NULL, 0));
}

int fdatasync(int fd) {
	REAL(int, "fdatasync", int);
	FOLLOWED(file_of(fd), int, real(fd), note('s', file, 0, NULL, 0));
}

int unlink(const char *path) {
	REAL(int, "unlink", const char *);
	FOLLOWED(file_named(path), int, real(path), note('d', file, 0, NULL, 0));
}
