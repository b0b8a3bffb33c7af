#include "ccatalogue.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "../../../Catalogue/parameters.json"
};
const size_t ccatalogue_size = sizeof bytes;

const unsigned char *ccatalogue_start(void) { return bytes; }
