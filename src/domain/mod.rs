//! Values and rules of the product: no I/O, no clock, no language.
//!
//! **Nothing here knows Telegram's libraries, the store or a locale.** An id says within what it is unique; a state
//! carries the data that belongs to it; what is to be said to a person is a [`Line`] or a [`View`], never prose.

mod activity;
mod agency;
mod chain;
mod contacts;
mod content;
mod currency;
mod dashboard;
mod days;
mod desk;
mod dialogs;
mod files;
mod groups;
mod hours;
mod ids;
mod latency;
mod media;
mod money;
mod money_say;
mod on_tap;
mod payment;
mod people;
mod period;
mod phone;
mod proxy;
mod say;
mod shown;
mod staff;
mod templates;
mod text;
mod tiers;
mod turned;
mod when;

pub use activity::{ActivityOf, ActivityTime, ActivityView};
pub use agency::{AGENCY_NAME, AgencySetting, BackupNews, ReadMarks};
pub use chain::Chain;
pub use contacts::{Birthday, ContactList, ContactNews, ContactView, Field, Joined, NotebookView};
pub use content::{Content, ContentKind, Message, Origin, Quote, ReplyTo};
pub use currency::{Currency, NoCurrency};
pub use dashboard::{DashboardView, Look, Pictures, Span};
pub use days::{DaysPick, LONGEST_RANGE, parse_days};
pub use desk::{BotRight, DeskFailure, DeskNews, DeskPair, DeskProblem, GroupPerson, MakingStep};
pub use dialogs::{
    Assignment, DialogFilter, DialogKind, DialogMark, DialogNews, DialogState, DialogView, FoundView, Pause, SearchMark,
};
pub use files::{FilesKind, FilesView};
pub use groups::{GroupDeed, GroupLine, Writer};
pub use hours::WorkHours;
pub use ids::*;
pub use latency::Latency;
pub use media::{Attachment, File, FileKind, Media, Point};
pub use money::{Amount, NoAmount, NoRate, Rate};
pub use money_say::{Export, ExportFormat, ExportOf, MoneyLine, MoneyView, PaidLine};
pub use on_tap::OnTap;
pub use payment::{Day, Doubt, MOST_LINES, Payment};
pub use people::{AccountState, ClientIdentity, Disconnection, Lang, Limit, LoginNeed, Role};
pub use period::{Counted, Dated, Month, Stretch, UNDO, business_day, days_before, last_days, parts_of, quarter_hour};
pub use phone::{NoPhone, Phone};
pub use proxy::{Proxy, ProxyAddress, ProxyKind, ProxyLogin, ProxyProblem, ProxyTrouble, ProxyView};
pub use say::{Emoji, FailureReason, Line, LoginFailure, Reaction, Said, View};
pub use staff::{AuditFilter, InviteTerm, StaffDeed, StaffNews, StaffView};
pub use templates::{TemplateNews, TemplateView};
pub use text::{Entity, EntityKind, RichText, utf16_len};
pub use tiers::{NoTiers, Tier, Tiers};
pub use turned::Turned;
pub use when::{When, when};
