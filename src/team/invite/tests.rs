//! Who joins by a link, and who does not.

use super::*;
use crate::{
    domain::{AccountState, ClientIdentity, InviteTerm, UserId},
    store::{MasterKey, MemoryEngine},
};
use futures::executor::block_on;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const SALES: AccountId = AccountId(1);

struct Fixed(u8);

impl Randomness for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

fn store() -> Store {
    block_on(Store::open(MemoryEngine::new(), MasterKey::from_bytes([7; 32]))).unwrap()
}

fn add<R: Record>(store: &Store, record: R) -> Stored<R> {
    let (key, mut changes) = (record.key(), Changes::new());
    changes.insert(record);
    block_on(store.commit(changes)).unwrap();
    store.get(&key).unwrap().unwrap()
}

fn newcomer(id: i64) -> Newcomer {
    Newcomer {
        id: MemberId(id),
        name: "Olga".into(),
        lang: Lang::Ru,
        managed: false,
        known: None,
        agency: Agency::default(),
    }
}

fn link(store: &Store) -> Stored<ClaimLink> {
    add(store, ClaimLink { hash: Token::new(&Fixed(1)).hash(), expires: NOW + CLAIM_VALID, used: None })
}

fn open_invite(store: &Store, role: Role) -> Stored<Invite> {
    add(
        store,
        Invite {
            id: InviteId(1),
            hash: Token::new(&Fixed(2)).hash(),
            role,
            accounts: [SALES].into(),
            made_by: MemberId(1),
            made: NOW,
            expires: NOW + InviteTerm::default().duration(),
            state: InviteState::Open,
        },
    )
}

fn account(store: &Store) -> Stored<Account> {
    add(
        store,
        Account {
            id: SALES,
            user: UserId(500),
            identity: ClientIdentity::default(),
            state: AccountState::Active,
            responsible: MemberId(1),
            added: NOW,
            desk_missing_since: None,
        },
    )
}

#[test]
fn the_claim_link_makes_one_owner_once() {
    let store = store();
    let first = link(&store);
    let (owner, changes) = claim(&first, &newcomer(1), NOW).unwrap();
    assert_eq!((owner.id, owner.role), (MemberId(1), Role::Owner));
    let (_, rival) = claim(&first, &newcomer(2), NOW).unwrap();
    block_on(store.commit(changes)).unwrap();
    assert!(block_on(store.commit(rival)).is_err(), "two at the same moment: one");

    let used = store.get::<ClaimLink>(&()).unwrap().unwrap();
    assert_eq!(claim(&used, &newcomer(2), NOW).unwrap_err(), LinkRefusal::Used);
    assert_eq!(Member::owners(&store).unwrap().len(), 1);
}

#[test]
fn a_claim_link_works_until_it_expires_and_not_for_everybody() {
    let store = store();
    let link = link(&store);
    let end = NOW + CLAIM_VALID;
    assert!(claim(&link, &newcomer(1), end - SignedDuration::from_nanos(1)).is_ok());
    assert_eq!(claim(&link, &newcomer(1), end).unwrap_err(), LinkRefusal::Expired { at: end });
    let managed = Newcomer { managed: true, ..newcomer(1) };
    assert_eq!(claim(&link, &managed, NOW).unwrap_err(), LinkRefusal::Managed);
}

#[test]
fn an_invite_is_found_by_its_token_and_by_no_other() {
    let store = store();
    open_invite(&store, Role::Operator);
    let token = Token::new(&Fixed(2)).as_text();
    assert!(Invite::by_hash(&store, hash_of(&token)).unwrap().is_some());
    for forged in ["", "x", &token[1..], &token.to_lowercase(), &Token::new(&Fixed(3)).as_text()] {
        assert_eq!(Invite::by_hash(&store, hash_of(forged)).unwrap(), None, "{forged}");
    }
    assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) && token.len() <= 60);
}

#[test]
fn each_reason_not_to_join_is_told_apart() {
    let store = store();
    let invite = open_invite(&store, Role::Operator);
    let at = invite.expires;
    let state = |state| Stored::imagined(Invite { state, ..Invite::clone(&invite) });
    let member = |removed| {
        let (id, name, role, lang) = (MemberId(2), "Olga".into(), Role::Manager, Lang::En);
        Stored::imagined(Member {
            id,
            name,
            role,
            lang,
            accounts: BTreeSet::new(),
            joined: NOW,
            removed,
            sees_ids: false,
            begins: false,
        })
    };
    let used = InviteState::Used { by: MemberId(3), at: NOW };
    for (invite, who, now, expected) in [
        (invite.clone(), newcomer(2), at, LinkRefusal::Expired { at }),
        (state(used), newcomer(2), NOW, LinkRefusal::Used),
        (state(InviteState::Revoked { at: NOW }), newcomer(2), NOW, LinkRefusal::Unknown),
        (invite.clone(), Newcomer { managed: true, ..newcomer(2) }, NOW, LinkRefusal::Managed),
        (invite.clone(), Newcomer { known: Some(member(None)), ..newcomer(2) }, NOW, LinkRefusal::AlreadyMember),
    ] {
        assert_eq!(accept(&invite, &[], &who, now).unwrap_err(), expected);
    }
    let back = Newcomer { known: Some(member(Some(NOW))), ..newcomer(2) };
    let (member, _) = accept(&invite, &[], &back, NOW).unwrap();
    assert_eq!((member.role, member.removed), (Role::Operator, None), "who left comes back as invited, not as before");
}

#[test]
fn an_operator_takes_over_what_no_operator_looked_after() {
    for (role, responsible, taken) in [
        (Role::Operator, Some(Role::Owner), true),
        (Role::Operator, Some(Role::Manager), true),
        (Role::Operator, None, true),
        (Role::Operator, Some(Role::Operator), false),
        (Role::Manager, Some(Role::Owner), false),
    ] {
        let store = store();
        let invite = open_invite(&store, role);
        let accounts = [(account(&store), responsible)];
        let (member, changes) = accept(&invite, &accounts, &newcomer(2), NOW).unwrap();
        assert_eq!(member.accounts, [SALES].into());
        block_on(store.commit(changes)).unwrap();
        let now = Account::find(&store, SALES).unwrap().unwrap();
        assert_eq!(now.responsible == MemberId(2), taken, "{role:?} after {responsible:?}");
        let used = Invite::find(&store, InviteId(1)).unwrap().unwrap();
        assert_eq!(used.state, InviteState::Used { by: MemberId(2), at: NOW });
    }
}
