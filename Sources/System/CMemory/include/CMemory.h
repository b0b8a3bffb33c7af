#pragma once

/// Gives the kernel back what was freed, and the pages of code that were read: see `SettledMemory`.
void onhook_memory_give_back(void);
