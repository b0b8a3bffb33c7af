// An empty program that is linked with the phone's libraries: what they cost without anybody who uses them.
#include <unistd.h>

int main(void) {
    write(STDOUT_FILENO, "ready\n", 6);
    pause();
    return 0;
}
