import Glibc

/// A small file system of its own, unmounted with its last reference. Needs to be root, as the tests are in CI.
package final class SmallDisk {
    private let mountPoint: TemporaryDirectory
    /// Where it is mounted.
    package var path: String { mountPoint.path }

    /// Mounts it; throws where that is not allowed.
    package init(kilobytes: Int) throws {
        mountPoint = try TemporaryDirectory()
        let status = mount("onhook-test", mountPoint.path, "tmpfs", 0, "size=\(kilobytes)k,mode=0700")
        guard status == 0 else {
            throw TestSupportError("mount -t tmpfs: \(String(cString: strerror(errno))); run the tests as root")
        }
    }

    deinit {
        umount2(mountPoint.path, Int32(MNT_DETACH))
    }

    /// Lets nobody write any more.
    package func remountReadOnly() throws {
        let status = mount("onhook-test", mountPoint.path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil)
        guard status == 0 else { throw TestSupportError("remount: \(String(cString: strerror(errno)))") }
    }

    /// Takes all space that is left.
    package func fill() throws {
        let file = open(path + "/ballast", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw TestSupportError("\(path)/ballast: \(String(cString: strerror(errno)))") }
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 512)
        while write(file, block, block.count) > 0 {}
        guard errno == ENOSPC else {
            throw TestSupportError("the disk is not full: \(String(cString: strerror(errno)))")
        }
    }

    /// Gives what `fill` took.
    package func free() {
        unlink(path + "/ballast")
    }
}
