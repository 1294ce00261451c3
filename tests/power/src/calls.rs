//! The C library's calls to the disk, taken over for this program.
//!
//! A symbol that a program defines itself wins over the one of a shared library, so Rust's standard library and sled call these.
//! Each makes the real system call and tells [`disk`](crate::disk) before or after; without a mounted disk they only pass on.
//! Linux on 64 bits, where the names with and without `64` are the same calls.

use crate::disk::{self, Change};
use libc::{c_char, c_int, c_uint, c_void, iovec, mode_t, off_t, size_t, ssize_t};
use std::{
    ffi::{CStr, OsStr},
    os::unix::ffi::OsStrExt,
    path::PathBuf,
};

/// A path of the caller's, which the C library asks to be a string that ends with a zero.
fn path(text: *const c_char) -> PathBuf {
    // SAFETY: that is what the functions below ask of their callers, as the ones they stand for do.
    PathBuf::from(OsStr::from_bytes(unsafe { CStr::from_ptr(text) }.to_bytes()))
}

/// Where the next `write` of a descriptor goes.
fn position(fd: c_int) -> i64 {
    // SAFETY: asks for a number.
    unsafe { libc::lseek(fd, 0, libc::SEEK_CUR) }
}

/// Defines functions of the C library, some under two names.
macro_rules! calls {
    ($($($name:ident)+: fn $arguments:tt -> $result:ty = $call:expr;)*) => {
        $($(calls!(one $name $arguments $result, $call);)+)*
    };
    (one $name:ident ($($argument:ident: $type:ty),*) $result:ty, $call:expr) => {
        /// # Safety
        /// As the function of the C library.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($argument: $type),*) -> $result {
            $call
        }
    };
}

/// A system call: a negative answer is -1 with `errno` set, as the C library does.
macro_rules! system {
    ($number:ident $(, $arg:expr)*) => {
        // SAFETY: the arguments are the caller's, passed on as they came.
        unsafe { libc::syscall(libc::$number $(, $arg)*) }
    };
}

calls! {
    pwrite pwrite64: fn(fd: c_int, bytes: *const c_void, count: size_t, at: off_t) -> ssize_t = {
        disk::step(fd);
        let written = system!(SYS_pwrite64, fd, bytes, count, at) as ssize_t;
        disk::wrote(fd, at, written);
        written
    };
    write: fn(fd: c_int, bytes: *const c_void, count: size_t) -> ssize_t = {
        disk::step(fd);
        let written = system!(SYS_write, fd, bytes, count) as ssize_t;
        if disk::watches(fd) {
            disk::wrote(fd, position(fd) - written.max(0) as i64, written);
        }
        written
    };
    writev: fn(fd: c_int, parts: *const iovec, count: c_int) -> ssize_t = {
        disk::step(fd);
        let written = system!(SYS_writev, fd, parts, count) as ssize_t;
        if disk::watches(fd) {
            disk::wrote(fd, position(fd) - written.max(0) as i64, written);
        }
        written
    };
    ftruncate ftruncate64: fn(fd: c_int, length: off_t) -> c_int = {
        disk::step(fd);
        let done = system!(SYS_ftruncate, fd, length) as c_int;
        if done == 0 {
            disk::truncated(fd, length);
        }
        done
    };
    fsync: fn(fd: c_int) -> c_int = {
        disk::step(fd);
        if !disk::synced(fd) { system!(SYS_fsync, fd) as c_int } else { 0 }
    };
    fdatasync: fn(fd: c_int) -> c_int = {
        disk::step(fd);
        if !disk::synced(fd) { system!(SYS_fdatasync, fd) as c_int } else { 0 }
    };
    // Starts writing back and waits for it, but neither for the drive's cache nor for metadata: makes nothing durable.
    // <https://man7.org/linux/man-pages/man2/sync_file_range.2.html>
    sync_file_range: fn(fd: c_int, at: off_t, count: off_t, flags: c_uint) -> c_int = {
        disk::step(fd);
        if disk::watches(fd) { 0 } else { system!(SYS_sync_file_range, fd, at, count, flags) as c_int }
    };
    rename: fn(from: *const c_char, to: *const c_char) -> c_int = {
        disk::change(|| Change::Rename(path(from), path(to)), || {
            system!(SYS_renameat2, libc::AT_FDCWD, from, libc::AT_FDCWD, to, 0) as c_int
        })
    };
    unlink: fn(name: *const c_char) -> c_int = {
        disk::change(|| Change::Unlink(path(name)), || system!(SYS_unlinkat, libc::AT_FDCWD, name, 0) as c_int)
    };
    mkdir: fn(name: *const c_char, mode: mode_t) -> c_int = {
        disk::change(|| Change::Directory(path(name)), || system!(SYS_mkdirat, libc::AT_FDCWD, name, mode) as c_int)
    };
    // Variadic in C: the mode is only read when a file may be made, and is in its register either way.
    open open64: fn(name: *const c_char, flags: c_int, mode: c_uint) -> c_int = {
        let open = || system!(SYS_openat, libc::AT_FDCWD, name, flags, mode) as c_int;
        if flags & (libc::O_CREAT | libc::O_TRUNC) == 0 {
            open()
        } else {
            disk::change(|| Change::Open { path: path(name), empties: flags & libc::O_TRUNC != 0 }, open)
        }
    };
}
