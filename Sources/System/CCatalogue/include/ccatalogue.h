#pragma once
#include <stddef.h>

/// The parameter catalogue, `Catalogue/parameters.json` of the project, as it was when the program was built.
const unsigned char *ccatalogue_start(void);
extern const size_t ccatalogue_size;
