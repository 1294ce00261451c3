//! The C library's calls, taken over in the process that this library is loaded into.
//!
//! A symbol of a preloaded library wins over the C library's, so Rust's standard library and all it serves call these. Each
//! makes the real system call. Linux on 64 bits, where the names with and without `64` are the same calls.

use crate::board::{Call, Moment, ahead, fault, pass};
use libc::{
    c_char, c_int, c_long, c_uint, c_void, clockid_t, iovec, mode_t, msghdr, off_t, size_t, sockaddr, socklen_t,
    ssize_t, timespec,
};
use std::{mem::MaybeUninit, ptr};

/// Defines functions of the C library, some under two names, each by what it does and its system call.
macro_rules! calls {
    ($($($name:ident)+ ($($arguments:tt)*) -> $result:ty: $what:ident $of:tt, $number:ident $passed:tt;)*) => {
        $(calls!(each [$($name)+] ($($arguments)*) $result, $what $of, $number $passed);)*
    };
    (each [$($name:ident)+] $arguments:tt $result:ty, $what:ident $of:tt, $number:ident $passed:tt) => {
        $(calls!(one $name $arguments $result, $what $of, $number $passed);)+
    };
    (one $name:ident ($($argument:ident: $type:ty),*) $result:ty,
     $what:ident ($($of:expr),*), $number:ident ($($passed:expr),*)) => {
        /// # Safety
        /// As the function of the C library.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($argument: $type),*) -> $result {
            // SAFETY: the arguments are the caller's, passed on as they came.
            $what($($of,)* || unsafe { libc::syscall(libc::$number $(, $passed)*) }) as $result
        }
    };
}

calls! {
    write(fd: c_int, bytes: *const c_void, count: size_t) -> ssize_t: puts(fd), SYS_write(fd, bytes, count);
    writev(fd: c_int, parts: *const iovec, count: c_int) -> ssize_t: puts(fd), SYS_writev(fd, parts, count);
    pwrite pwrite64(fd: c_int, bytes: *const c_void, count: size_t, at: off_t) -> ssize_t:
        puts(fd), SYS_pwrite64(fd, bytes, count, at);
    ftruncate ftruncate64(fd: c_int, length: off_t) -> c_int: puts(fd), SYS_ftruncate(fd, length);
    send(fd: c_int, bytes: *const c_void, count: size_t, flags: c_int) -> ssize_t:
        puts(fd), SYS_sendto(fd, bytes, count, flags, ptr::null::<sockaddr>(), 0);
    sendto(fd: c_int, bytes: *const c_void, count: size_t, flags: c_int, to: *const sockaddr, size: socklen_t) -> ssize_t:
        puts(fd), SYS_sendto(fd, bytes, count, flags, to, size);
    sendmsg(fd: c_int, message: *const msghdr, flags: c_int) -> ssize_t: puts(fd), SYS_sendmsg(fd, message, flags);

    fsync(fd: c_int) -> c_int: around(Call::Sync), SYS_fsync(fd);
    fdatasync(fd: c_int) -> c_int: around(Call::Sync), SYS_fdatasync(fd);
    sync_file_range(fd: c_int, at: off_t, count: off_t, flags: c_uint) -> c_int:
        around(Call::Sync), SYS_sync_file_range(fd, at, count, flags);

    rename(from: *const c_char, to: *const c_char) -> c_int:
        around(Call::Name), SYS_renameat2(libc::AT_FDCWD, from, libc::AT_FDCWD, to, 0);
    unlink(name: *const c_char) -> c_int: around(Call::Name), SYS_unlinkat(libc::AT_FDCWD, name, 0);
    mkdir(name: *const c_char, mode: mode_t) -> c_int: around(Call::Name), SYS_mkdirat(libc::AT_FDCWD, name, mode);

    read(fd: c_int, bytes: *mut c_void, count: size_t) -> ssize_t: takes(fd), SYS_read(fd, bytes, count);
    readv(fd: c_int, parts: *const iovec, count: c_int) -> ssize_t: takes(fd), SYS_readv(fd, parts, count);
    recv(fd: c_int, bytes: *mut c_void, count: size_t, flags: c_int) -> ssize_t:
        takes(fd), SYS_recvfrom(fd, bytes, count, flags, ptr::null::<sockaddr>(), ptr::null::<socklen_t>());
    recvfrom(
        fd: c_int, bytes: *mut c_void, count: size_t, flags: c_int, from: *mut sockaddr, size: *mut socklen_t
    ) -> ssize_t: takes(fd), SYS_recvfrom(fd, bytes, count, flags, from, size);
    recvmsg(fd: c_int, message: *mut msghdr, flags: c_int) -> ssize_t: takes(fd), SYS_recvmsg(fd, message, flags);
}

/// # Safety
/// As the function of the C library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: clockid_t, now: *mut timespec) -> c_int {
    // SAFETY: the arguments are the caller's, passed on as they came; what was told is changed where it was.
    unsafe {
        let told = libc::syscall(libc::SYS_clock_gettime, clock, now) as c_int;
        if told == 0 && clock == libc::CLOCK_REALTIME {
            (*now).tv_sec += ahead();
        }
        told
    }
}

/// The moments before and after.
fn around(call: Call, make: impl FnOnce() -> c_long) -> c_long {
    pass(Moment::Before(call));
    if let Some(error) = fault(call) {
        // SAFETY: the place of this thread's error.
        unsafe { *libc::__errno_location() = error };
        return -1;
    }
    let made = make();
    pass(Moment::After(call));
    made
}

/// Bytes go out, into a file or to a peer. What is neither (a pipe, a wake-up of another thread) is no step.
fn puts(fd: c_int, make: impl FnOnce() -> c_long) -> c_long {
    match kind(fd) {
        Some(libc::S_IFREG) => around(Call::Write, make),
        Some(libc::S_IFSOCK) => around(Call::Send, make),
        _ => make(),
    }
}

/// Bytes come in from a peer. Where none came nothing was heard.
fn takes(fd: c_int, make: impl FnOnce() -> c_long) -> c_long {
    let came = make();
    if came > 0 && kind(fd) == Some(libc::S_IFSOCK) {
        pass(Moment::After(Call::Receive));
    }
    came
}

/// The kind of file behind a descriptor.
fn kind(fd: c_int) -> Option<mode_t> {
    let mut status = MaybeUninit::<libc::stat>::uninit();
    // SAFETY: it is written whole where the call succeeds, and read only then.
    unsafe { (libc::fstat(fd, status.as_mut_ptr()) == 0).then(|| status.assume_init().st_mode & libc::S_IFMT) }
}
