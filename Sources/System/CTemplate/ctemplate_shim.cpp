#include "ctemplate_shim.h"
