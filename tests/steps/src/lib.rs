//! Ends a process between any two of its steps.
//!
//! A step is a call by which a process changes something outside of itself, or hears of it: bytes written or synced, names
//! of files changed, bytes sent and received. Loaded into a program by `LD_PRELOAD`, this library takes over the C library's
//! calls for that, counts the moments before and after each on a [`Board`] that another process reads, and kills the
//! program with SIGKILL at the moment written there. **Nothing in the program knows of it.**
//!
//! ```no_run
//! let board = steps::Board::new("/tmp/board".as_ref())?;
//! let mut program = std::process::Command::new("program").envs(board.environment()).spawn()?;
//! board.ends_after(17);
//! program.wait()?;
//! println!("it ended {}", board.ending().expect("it came that far"));
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! The board can also make the disk of the program full or failing, and set its clock.
//!
//! Any program that is dynamically linked to the C library can be ended so, at any time of its life: the moments are
//! counted from its start, and the board may be written to while it runs. In a process without a board in its environment
//! the calls only pass on.

mod board;
mod calls;

pub use board::{Board, Call, Disk, Moment};
