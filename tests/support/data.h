/* Optional evaluation data: $ECHOMETER_DATA, or ../shared beside the checkout. */
#ifndef TESTS_SUPPORT_DATA_H
#define TESTS_SUPPORT_DATA_H

#include <stdio.h>
#include <stdlib.h>

/* Opens data file `name`; NULL, with a plain line on stdout, where it is not there. */
static inline FILE *data_open(const char *name)
{
    const char *folder = getenv("ECHOMETER_DATA");
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder && *folder ? folder : "../shared", name);
    FILE *file = fopen(path, "rb");
    if (!file)
        printf("skipped: no %s\n", path);
    return file;
}

#endif
