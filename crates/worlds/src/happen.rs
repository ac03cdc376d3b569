//! Each step, done.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a function is called for a few of the steps, and its last arm is the last of them"
)]

use crate::chance::Chance;
use crate::check::check_edit;
use crate::laptop::Ended;
use crate::pems::COLLEAGUE;
use crate::shot::RecordShot;
use crate::step::Step;
use crate::world::{World, capabilities};
use chrono::TimeDelta;
use pfa_app::sync::{Order, Trigger};
use pfa_app::version::{known_versions, restore_given_up, roll_back};
use pfa_app::{AppError, Workspace, conflict, draft, failed};
use pfa_domain::{Choice, Delta, Field, FieldValue, Permission, PfaRecord, Pick, RecordId};
use pfa_store::conflict::Conflict;
use pfa_store::write::WriteStatus;
use std::time::Duration;

impl World {
    /// Does one step. A step for which there is no occasion does nothing.
    pub(crate) async fn happen(
        &mut self,
        number: usize,
        step: Step,
        chance: &mut Chance,
    ) -> Result<(), String> {
        self.trace.step(number, format_args!("{step:?}"));
        match step {
            Step::Edit | Step::EditAndCommit | Step::EditDates | Step::EditAgain | Step::PutBack => {
                self.edit(step, chance).await
            }
            Step::Commit | Step::CommitAll => self.commit(step, chance).await,
            Step::Discard => self.discard(chance).await,
            Step::Discontinue => self.discontinue(chance).await,
            Step::Resolve => self.resolve(chance).await,
            Step::Retry => self.retry(chance).await,
            Step::RollBack => self.roll_back(chance).await,
            Step::Restore => self.restore(chance).await,
            Step::UndoMerge => self.undo_merge(chance).await,
            Step::SyncNow => {
                self.order(chance, Order::Sync(Trigger::Manual));
                Ok(())
            }
            Step::Accept => {
                self.accept_falls();
                self.order(chance, Order::Accept);
                Ok(())
            }
            Step::ColleagueEdits
            | Step::ColleagueEditsTheSame
            | Step::ColleagueAgrees
            | Step::ColleagueBreaksARule
            | Step::ColleagueDiscontinues
            | Step::Actualize
            | Step::Remove
            | Step::BringBack => self.colleague(step, chance),
            Step::BackUp => {
                self.backup = Some(self.pems.back_up());
                Ok(())
            }
            Step::RestoreBackup => {
                self.restore_backup();
                Ok(())
            }
            Step::Withdraw | Step::Permit | Step::Capabilities | Step::Outage | Step::Trouble => {
                self.surroundings(step, chance);
                Ok(())
            }
            Step::ClockJump
            | Step::Sleep
            | Step::PowerLoss
            | Step::PowerLossAtCommit
            | Step::Reopen
            | Step::SecondDesk
            | Step::Wait => self.machine(step, chance).await,
        }
    }

    // The person.

    async fn edit(&mut self, step: Step, chance: &mut Chance) -> Result<(), String> {
        let Some((id, before)) = self.record_for(step, chance)? else { return Ok(()) };
        let Some(current) = before.current.as_ref().map(|row| row.record.clone()) else { return Ok(()) };
        let edit = self.values_for(step, chance, &before, &current);
        let saved = self.save(&id, &edit, None, chance).await?;
        if saved && (step == Step::EditAndCommit || chance.percent(30)) {
            self.commit_these(Some(vec![id.pfa_id.to_string()]), chance).await?;
        }
        Ok(())
    }

    fn record_for(&self, step: Step, chance: &mut Chance) -> Result<Option<(RecordId, RecordShot)>, String> {
        let shot = self.shot()?;
        let again = matches!(step, Step::EditAgain | Step::PutBack);
        let eligible = |id: &RecordId, record: &RecordShot| match &self.focus {
            Some(focus) => id == focus,
            None => !again || record.holds_something(),
        };
        let held: Vec<_> = shot.records.iter().filter(|(id, record)| eligible(id, record)).collect();
        Ok(chance.pick(&held).map(|(id, record)| ((*id).clone(), (*record).clone())))
    }

    fn values_for(
        &mut self,
        step: Step,
        chance: &mut Chance,
        before: &RecordShot,
        current: &PfaRecord,
    ) -> Delta {
        let drafted = before.modification.as_ref().map(|m| m.draft.delta.clone()).unwrap_or_default();
        let fields: Vec<Field> = drafted.fields().collect();
        match (step, chance.pick(&fields), &before.mirror) {
            (Step::PutBack, Some(field), Some(row)) => {
                [(*field, row.record.get(*field).clone())].into_iter().collect()
            }
            (Step::EditAgain, Some(field), _) if *field != Field::IsDiscontinued => {
                let mut change = Delta::default();
                self.values.put(&mut change, *field, current, "maria");
                change
            }
            (Step::EditDates, ..) => {
                let dates = [Field::ForecastStart, Field::ForecastEnd, Field::ActualEnd];
                let mut change = Delta::default();
                let field = chance.pick(&dates).copied().unwrap_or(Field::ForecastEnd);
                self.values.put(&mut change, field, current, "maria");
                change
            }
            _ => self.values.change(chance, current, "maria"),
        }
    }

    /// Saves an edit as a person does, and writes it into the ledger if the application took it.
    pub(crate) async fn save(
        &mut self,
        id: &RecordId,
        edit: &Delta,
        reason: Option<&str>,
        chance: &mut Chance,
    ) -> Result<bool, String> {
        let before = self.shot()?;
        let name = id.pfa_id.to_string();
        let what = format!("save {name} {}", serde_json::Value::Object(edit.to_json()));
        let done = self.act(&what, chance, |w| draft::save_draft(w, &name, edit, reason).map(drop)).await?;
        if done { self.enter(id, edit, &before.records.get(id).cloned()) } else { Ok(false) }
    }

    /// Writes an edit into the ledger.
    fn enter(&mut self, id: &RecordId, edit: &Delta, before: &Option<RecordShot>) -> Result<bool, String> {
        let after = self.shot()?;
        let (Some(before), Some(after)) = (before, after.records.get(id)) else { return Ok(false) };
        check_edit(id, before, after)?;
        let witness = self.pems.witness();
        self.ledger.typed(id, edit, before, after, &witness).map(|()| true)
    }

    async fn commit(&mut self, step: Step, chance: &mut Chance) -> Result<(), String> {
        if step == Step::CommitAll {
            return self.commit_these(None, chance).await;
        }
        let Some((id, _)) = self.record_for(Step::EditAgain, chance)? else { return Ok(()) };
        self.commit_these(Some(vec![id.pfa_id.to_string()]), chance).await
    }

    async fn commit_these(&mut self, which: Option<Vec<String>>, chance: &mut Chance) -> Result<(), String> {
        let what =
            format!("commit {}", which.as_deref().map_or_else(|| "all".to_owned(), |ids| ids.join(" ")));
        let done = self.act(&what, chance, |w| draft::commit_drafts(w, which.as_deref()).map(drop)).await?;
        if done {
            self.order(chance, Order::Sync(Trigger::Commit));
        }
        Ok(())
    }

    async fn discard(&mut self, chance: &mut Chance) -> Result<(), String> {
        let Some((id, _)) = self.record_for(Step::EditAgain, chance)? else { return Ok(()) };
        let name = id.pfa_id.to_string();
        self.act(&format!("discard {name}"), chance, |w| draft::discard_draft(w, &name, None).map(drop))
            .await
            .map(drop)
    }

    async fn discontinue(&mut self, chance: &mut Chance) -> Result<(), String> {
        let Some((id, before)) = self.record_for(Step::Edit, chance)? else { return Ok(()) };
        let there = before.current.as_ref().is_some_and(|row| row.record.is_discontinued());
        let edit: Delta = [(Field::IsDiscontinued, FieldValue::Bool(!there))].into_iter().collect();
        if self.save(&id, &edit, Some("No longer needed"), chance).await? {
            self.commit_these(Some(vec![id.pfa_id.to_string()]), chance).await?;
        }
        Ok(())
    }

    async fn resolve(&mut self, chance: &mut Chance) -> Result<(), String> {
        let shot = self.shot()?;
        let told = |c: &Conflict| self.focus.as_ref().is_none_or(|focus| *focus == c.record);
        let open: Vec<_> =
            shot.records.values().filter_map(|record| record.conflict.clone()).filter(told).collect();
        let Some(found) = chance.pick(&open).cloned() else { return Ok(()) };
        let choice = match chance.below(4) {
            0 => Choice::Pems,
            1 => {
                let side = |c: &mut Chance| if c.percent(50) { Pick::Mine } else { Pick::Pems };
                Choice::Merge(found.clash.fields.iter().map(|field| (*field, side(chance))).collect())
            }
            _ => Choice::Mine,
        };
        self.ledger.shown_conflict(&found);
        if chance.percent(20) {
            // The person thinks about it; meanwhile the world goes on.
            self.settle_down(Duration::from_secs(chance.between(1, 90))).await?;
        }
        let id = found.id.to_string();
        let what = format!("resolve {} by {choice:?}", found.record.pfa_id);
        let done = self.act(&what, chance, |w| conflict::resolve_conflict(w, &id, &choice).map(drop)).await?;
        if done {
            self.decided(&found.record, found.pems.version);
            self.order(chance, Order::Sync(Trigger::Commit));
        }
        Ok(())
    }

    async fn retry(&mut self, chance: &mut Chance) -> Result<(), String> {
        let shot = self.shot()?;
        let failed: Vec<String> = shot
            .records
            .iter()
            .filter(|(_, r)| r.write.as_ref().is_some_and(|w| w.status == WriteStatus::Failed))
            .map(|(id, _)| id.pfa_id.to_string())
            .collect();
        let Some(one) = chance.pick(&failed).cloned() else { return Ok(()) };
        let which = chance.percent(60).then(|| vec![one]);
        let what =
            format!("retry {}", which.as_deref().map_or_else(|| "all".to_owned(), |ids| ids.join(" ")));
        let done = self.act(&what, chance, |w| failed::retry_failed(w, which.as_deref()).map(drop)).await?;
        if done {
            self.order(chance, Order::Sync(Trigger::Retry));
        }
        Ok(())
    }

    async fn roll_back(&mut self, chance: &mut Chance) -> Result<(), String> {
        let Some((id, before)) = self.record_for(Step::Edit, chance)? else { return Ok(()) };
        let name = id.pfa_id.to_string();
        let Some(Ok(known)) = self.laptop.act(0, |w| known_versions(w, &name)) else { return Ok(()) };
        let Ok((versions, _)) = known else { return Ok(()) };
        let Some(target) = chance.pick(&versions).cloned() else { return Ok(()) };
        let version = target.record.version;
        let what = format!("roll {name} back to v{version}");
        if let Some(row) = &before.mirror {
            self.ledger.shown(&id, &row.record);
            self.ledger.shown(&id, &target.record);
        }
        let done = self
            .act(&what, chance, |w| roll_back(w, &name, version, "It was right before").map(drop))
            .await?;
        if done {
            if let Some(row) = &before.mirror {
                let wanted = Delta::between(&row.record, &target.record);
                self.enter(&id, &wanted, &Some(before.clone()))?;
            }
            self.order(chance, Order::Sync(Trigger::Commit));
        }
        Ok(())
    }

    async fn restore(&mut self, chance: &mut Chance) -> Result<(), String> {
        let shot = self.shot()?;
        let sets: Vec<_> = shot
            .records
            .iter()
            .flat_map(|(id, record)| record.given_up.iter().map(move |set| (id.clone(), set.clone())))
            .collect();
        let Some((id, set)) = chance.pick(&sets).cloned() else { return Ok(()) };
        let before = shot.records.get(&id).cloned();
        let (row, what) = (set.id.to_string(), format!("restore what was given up of {}", id.pfa_id));
        if self.act(&what, chance, |w| restore_given_up(w, &row).map(drop)).await? {
            self.enter(&id, &set.delta, &before)?;
        }
        Ok(())
    }

    async fn undo_merge(&mut self, chance: &mut Chance) -> Result<(), String> {
        let shot = self.shot()?;
        let unsent: Vec<&RecordId> =
            shot.records.iter().filter(|(_, record)| record.holds_something()).map(|(id, _)| id).collect();
        let Some(id) = chance.pick(&unsent).copied() else { return Ok(()) };
        let name = id.pfa_id.to_string();
        let Some(Ok(Ok(merges))) = self.laptop.act(0, |w| conflict::list_merges(w, &name)) else {
            return Ok(());
        };
        let Some((merge, _)) = merges.first() else { return Ok(()) };
        let merge = merge.id.to_string();
        let what = format!("take the merge of {name} back");
        self.act(&what, chance, |w| conflict::undo_merge(w, &merge).map(drop)).await.map(drop)
    }

    fn order(&self, chance: &mut Chance, order: Order) {
        let desk = self.desk(chance);
        self.laptop.order(desk, order);
    }

    fn desk(&self, chance: &mut Chance) -> usize {
        usize::try_from(chance.below(self.laptop.open_desks() as u64)).unwrap_or(0)
    }

    /// Whether it was done; what the application refuses is the person's to live with.
    async fn act(
        &mut self,
        what: &str,
        chance: &mut Chance,
        how: impl FnOnce(&Workspace) -> Result<(), AppError>,
    ) -> Result<bool, String> {
        let desk = self.desk(chance);
        match self.laptop.act(desk, how) {
            None => Ok(false),
            Some(Ok(Ok(()))) => {
                self.trace.note(what);
                Ok(true)
            }
            Some(Ok(Err(AppError::Store(error)))) => Err(format!("{what}: {error}")),
            Some(Ok(Err(refused))) => {
                self.trace.note(format_args!("{what}: {refused}"));
                Ok(false)
            }
            Some(Err(Ended::PowerLoss)) => {
                // It was committed before the power went.
                self.lose_power(what).await?;
                Ok(true)
            }
            Some(Err(Ended::Broken(panic))) => Err(format!("{what}: {panic}")),
        }
    }

    // The colleague and PEMS.

    fn colleague(&mut self, step: Step, chance: &mut Chance) -> Result<(), String> {
        let shot = self.shot()?;
        let touched =
            matches!(step, Step::ColleagueEditsTheSame | Step::ColleagueAgrees | Step::ColleagueBreaksARule);
        let eligible = |id: &RecordId, record: &RecordShot| match &self.focus {
            Some(focus) => id == focus,
            None => !touched || record.holds_something(),
        };
        let ids: Vec<&RecordId> =
            shot.records.iter().filter(|(id, r)| eligible(id, r)).map(|(id, _)| id).collect();
        let Some(id) = chance.pick(&ids).map(|id| (*id).clone()) else { return Ok(()) };
        let mine = shot.records[&id].modification.as_ref().map(|m| m.draft.delta.clone()).unwrap_or_default();
        self.colleague_at(step, &id, &mine, chance);
        Ok(())
    }

    fn colleague_at(&mut self, step: Step, id: &RecordId, mine: &Delta, chance: &mut Chance) {
        let name = &id.pfa_id;
        if step == Step::BringBack {
            let back = self.pems.bring_back(&self.first_backup, id);
            self.trace.note(format_args!("{name} comes back: {back}"));
            return;
        }
        let Some(held) = self.pems.record(id) else { return };
        if step == Step::Remove {
            self.trace.note(format_args!("{name} is removed: {}", self.pems.remove(id)));
            return;
        }
        if step == Step::Actualize {
            self.note_change(id, "actualized", &self.pems.actualize(id));
            return;
        }
        let Some(change) = self.colleagues_change(step, &held, mine, chance) else { return };
        let what = serde_json::Value::Object(change.to_json()).to_string();
        let done = self.pems.edit(id, &change, Some("Look-ahead"));
        self.note_change(id, &what, &done);
    }

    fn colleagues_change(
        &mut self,
        step: Step,
        held: &PfaRecord,
        mine: &Delta,
        chance: &mut Chance,
    ) -> Option<Delta> {
        let fields: Vec<Field> = mine.fields().collect();
        match step {
            Step::ColleagueDiscontinues => {
                let value = FieldValue::Bool(!held.is_discontinued());
                Some([(Field::IsDiscontinued, value)].into_iter().collect())
            }
            Step::ColleagueAgrees => Some(mine.clone()).filter(|mine| !mine.is_empty()),
            Step::ColleagueBreaksARule => self.values.rule_breaker(mine, held),
            Step::ColleagueEditsTheSame => {
                let field = *chance.pick(&fields)?;
                let mut change = Delta::default();
                self.values.put(&mut change, field, held, "jane");
                Some(change)
            }
            _ => Some(self.values.change(chance, held, "jane")),
        }
    }

    fn note_change(&self, id: &RecordId, what: &str, done: &Result<u64, String>) {
        match done {
            Ok(version) => self.trace.note(format_args!("{COLLEAGUE}: {} v{version} {what}", id.pfa_id)),
            Err(refused) => self.trace.note(format_args!("{COLLEAGUE}: {} {what}: {refused}", id.pfa_id)),
        }
    }

    fn restore_backup(&mut self) {
        if let Some(backup) = &self.backup {
            self.pems.restore(backup);
            self.trace.note("PEMS is restored from a backup");
        }
    }

    fn surroundings(&mut self, step: Step, chance: &mut Chance) {
        match step {
            Step::Withdraw => {
                let gone =
                    [None, Some(Permission::Sync), Some(Permission::EditForecast), Some(Permission::Read)];
                let gone = chance.pick(&gone).copied().flatten();
                let left = Permission::ALL.into_iter().filter(|p| gone.is_some_and(|gone| gone != *p));
                self.pems.permit(left);
                self.trace.note(format_args!("withdrawn: {gone:?}, or all"));
            }
            Step::Permit => self.pems.permit(Permission::ALL),
            Step::Capabilities => {
                let offered = capabilities(chance);
                self.trace.note(format_args!("PEMS offers {offered:?}"));
                self.pems.control().set_capabilities(offered);
            }
            Step::Outage => {
                let time = Duration::from_secs(chance.between(1, 300));
                self.trace.note(format_args!("for {} s nobody answers", time.as_secs()));
                self.laptop.line.die_for(time);
            }
            _ => {
                let trouble = *chance.pick(&[0, 0, 5, 20, 50, 90]).unwrap_or(&0);
                self.trace.note(format_args!("{trouble} of 100 requests meet with trouble"));
                self.laptop.line.set_trouble(trouble);
            }
        }
    }

    // The laptop.

    pub(crate) fn set_clock_wrong_by(&mut self, by: TimeDelta) {
        self.trace.note(format_args!("the clock is wrong by {} min", by.num_minutes()));
        self.laptop.clock.set_wrong_by(by);
        self.clock_was_wrong = true;
    }

    async fn machine(&mut self, step: Step, chance: &mut Chance) -> Result<(), String> {
        match step {
            Step::ClockJump => {
                let minutes = [0, 1, -1, 7, -7, 60 * 24 * 2, -60 * 24 * 2, 60 * 24 * 800, -60 * 24 * 800];
                let by = TimeDelta::minutes(chance.pick(&minutes).copied().unwrap_or(0));
                self.set_clock_wrong_by(by);
            }
            Step::Sleep => {
                let hours = *chance.pick(&[1, 8, 25, 60]).unwrap_or(&1);
                self.trace.note(format_args!("asleep for {hours} h"));
                self.skip(Duration::from_secs(hours * 3600)).await?;
            }
            Step::PowerLoss => self.lose_power("at once").await?,
            Step::PowerLossAtCommit => {
                let commits = i64::try_from(chance.between(1, 12)).unwrap_or(1);
                self.trace.note(format_args!("the power goes with commit {commits}"));
                self.laptop.lose_power_after(commits);
            }
            Step::Reopen => {
                self.laptop.close(0).await;
                let hours = *chance.pick(&[0, 0, 2, 30]).unwrap_or(&0);
                if self.laptop.open_desks() == 0 {
                    self.skip(Duration::from_secs(hours * 3600)).await?;
                    self.laptop.open().map_err(|error| error.to_string())?;
                }
            }
            Step::SecondDesk => {
                if self.laptop.open_desks() < 2 {
                    self.laptop.open().map_err(|error| error.to_string())?;
                } else {
                    self.laptop.close(1).await;
                }
                self.trace.note(format_args!("{} open", self.laptop.open_desks()));
            }
            _ => {}
        }
        Ok(())
    }
}
