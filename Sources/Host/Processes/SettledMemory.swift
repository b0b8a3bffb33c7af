private import CMemory

/// Memory that a long-lived process needs now and then: for its start, for requests.
public enum SettledMemory {
    /// Gives it back: what was freed, and the pages of code that were read. The kernel maps code sixteen pages at a time wherever one is
    /// touched, and a start or a page touches nearly all of it; what is needed again is mapped again from the page cache, in microseconds.
    ///
    /// Code is never written, so that nothing is lost: madvise(2), `MADV_DONTNEED`; dl_iterate_phdr(3); malloc_trim(3).
    public static func giveBack() { onhook_memory_give_back() }
}
