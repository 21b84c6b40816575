// measure.c - runs a command and appends "LABEL wall_us cpu_us peak_kib" to a file: a small time(1)
// for the benches.
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static long long us_of(struct timeval t)
{
    return t.tv_sec * 1000000LL + t.tv_usec;
}

// The command's standard output goes nowhere.
static void become(char **command)
{
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0)
        dup2(nowhere, 1);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: measure RESULTS LABEL COMMAND [ARGUMENT...]\n");
        return 2;
    }
    long long start_us = now_us();
    pid_t child = fork();
    if (child == 0)
        become(argv + 3);
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
        perror("measure");
        return 2;
    }
    long long wall_us = now_us() - start_us;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "measure: %s failed\n", argv[3]);
        return 1;
    }
    FILE *out = fopen(argv[1], "a");
    if (!out) {
        perror(argv[1]);
        return 2;
    }
    fprintf(out, "%s %lld %lld %ld\n", argv[2], wall_us,
            us_of(usage.ru_utime) + us_of(usage.ru_stime), usage.ru_maxrss);
    return fclose(out) == 0 ? 0 : 2;
}
