// Timers as descriptors of the Linux kernel, which Swift's Glibc module leaves out.
#include <sys/timerfd.h>
