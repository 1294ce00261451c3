//! What a process has used, as the kernel counts it. <https://man7.org/linux/man-pages/man5/proc.5.html>

use std::{fs, ops::Sub, time::Duration};

/// Time on the processors since its start, and memory now.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    pub user: Duration,
    pub system: Duration,
    /// Resident, in KiB.
    pub memory: u64,
}

impl Usage {
    /// Of a process that runs.
    pub fn of(process: u32) -> Usage {
        let read = |file: &str| fs::read_to_string(format!("/proc/{process}/{file}")).expect("the process runs");
        let stat = read("stat");
        // Behind the name, which may hold anything: the 14th and 15th field are times in ticks.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        // SAFETY: it only asks for a number.
        let ticks_per_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64;
        let time = |field: usize| {
            let ticks: f64 = fields[field].parse().expect("it is a number");
            Duration::from_secs_f64(ticks / ticks_per_second)
        };
        let rollup = read("smaps_rollup");
        let memory = rollup.lines().find_map(|line| line.strip_prefix("Rss:")?.trim().strip_suffix(" kB"));
        let memory = memory.and_then(|memory| memory.trim().parse().ok()).expect("it says how much is resident");
        Usage { user: time(11), system: time(12), memory }
    }

    /// Time on the processors.
    pub fn time(&self) -> Duration {
        self.user + self.system
    }
}

/// The time since an earlier look; the memory of the later one.
impl Sub for Usage {
    type Output = Usage;
    fn sub(self, earlier: Usage) -> Usage {
        Usage { user: self.user - earlier.user, system: self.system - earlier.system, memory: self.memory }
    }
}
