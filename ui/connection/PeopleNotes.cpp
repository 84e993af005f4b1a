// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/PeopleNotes.h"

#include "ui/connection/NoteDialogs.h"
#include "ui/connection/SeesCard.h"

namespace drawbridge::ui {

PeopleNotes::PeopleNotes(Workspace &workspace, SeesCard &sees, PlacesCard &places, QWidget *anchor)
    : QObject(anchor)
    , m_workspace(workspace)
    , m_anchor(anchor)
{
    connect(&sees, &SeesCard::addWanted, this, [this] { askSighting({}); });
    connect(&sees, &SeesCard::editWanted, this, &PeopleNotes::askSighting);
    connect(&sees, &SeesCard::noteWanted, this, [this](const NoteSighting &command) {
        run(command, tr("Checked today."));
    });
    connect(&sees, &SeesCard::forgetWanted, this, &PeopleNotes::forgetSighting);
    connect(&places, &PlacesCard::addWanted, this, &PeopleNotes::askPlacement);
    connect(&places, &PlacesCard::noteWanted, this, [this](const NotePlacement &command) {
        run(command, tr("Noted."));
    });
    connect(&places, &PlacesCard::forgetWanted, this, &PeopleNotes::forgetPlacement);
}

NameVeil PeopleNotes::veil() const
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    return NameVeil(now->settings.hideNames ? Names::Hidden : Names::Shown,
                    now->connections,
                    now->otherNames());
}

template<typename Command>
void PeopleNotes::run(const Command &command, const QString &done)
{
    whenDone(m_workspace.dispatch(command),
             this,
             [this, done](const Result<typename Command::Reply> &result) {
                 if (result)
                     Q_EMIT told({done, Tone::Good, {}, {}});
                 else
                     Q_EMIT told({result.error().what, Tone::Danger, {}, {}});
             });
}

void PeopleNotes::askSighting(const SightingId &known)
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const Connection *connection = now->connection(m_id);
    if (!connection)
        return;
    const Sighting *found = nullptr;
    for (const Sighting &sighting : now->sightings) {
        if (sighting.id == known)
            found = &sighting;
    }
    auto *dialog = new SightingDialog(*now, *connection, found, veil(), m_anchor);
    const QPointer<SightingDialog> open(dialog);
    const auto note = [this, open](const NoteSighting &command) {
        whenDone(m_workspace.dispatch(command), this, [open](const Result<Sighting> &result) {
            if (!open)
                return;
            if (result)
                open->accept();
            else
                open->setProblem(result.error().what);
        });
    };
    connect(dialog,
            &SightingDialog::submitted,
            this,
            [this, open, note](const NoteSighting &command, const QString &newName) {
                if (newName.isEmpty()) {
                    note(command);
                    return;
                }
                // Asked again after a note that failed, the person is there already.
                for (const Person &person : m_workspace.snapshot()->people) {
                    if (isNamed(person, newName)) {
                        NoteSighting ofKnown = command;
                        ofKnown.person = person.id;
                        note(ofKnown);
                        return;
                    }
                }
                whenDone(m_workspace.dispatch(AddPerson{newName, {}, {}}),
                         this,
                         [open, note, command](const Result<Person> &added) {
                             if (!added) {
                                 if (open)
                                     open->setProblem(added.error().what);
                                 return;
                             }
                             NoteSighting ofNew = command;
                             ofNew.person = added->id;
                             note(ofNew);
                         });
            });
    dialog->open();
}

void PeopleNotes::askPlacement()
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const Connection *connection = now->connection(m_id);
    if (!connection)
        return;
    auto *dialog = new PlacementDialog(*now, *connection, m_workspace.catalog(), veil(), m_anchor);
    const QPointer<PlacementDialog> open(dialog);
    const auto note = [this, open](const NotePlacement &command) {
        whenDone(m_workspace.dispatch(command), this, [open](const Result<Placement> &result) {
            if (!open)
                return;
            if (result)
                open->accept();
            else
                open->setProblem(result.error().what);
        });
    };
    connect(dialog,
            &PlacementDialog::submitted,
            this,
            [this, open, note](const NotePlacement &command, const AddPlace &made) {
                if (made.name.isEmpty()) {
                    note(command);
                    return;
                }
                for (const Place &place : m_workspace.snapshot()->places) {
                    if (place.name.compare(made.name, Qt::CaseInsensitive) == 0) {
                        NotePlacement atKnown = command;
                        atKnown.place = place.id;
                        note(atKnown);
                        return;
                    }
                }
                whenDone(m_workspace.dispatch(made),
                         this,
                         [open, note, command](const Result<Place> &added) {
                             if (!added) {
                                 if (open)
                                     open->setProblem(added.error().what);
                                 return;
                             }
                             NotePlacement atNew = command;
                             atNew.place = added->id;
                             note(atNew);
                         });
            });
    dialog->open();
}

void PeopleNotes::forgetSighting(const SightingId &id)
{
    whenDone(m_workspace.dispatch(ForgetSighting{id}), this, [this](const Result<Sighting> &was) {
        if (!was) {
            Q_EMIT told({was.error().what, Tone::Danger, {}, {}});
            return;
        }
        const NoteSighting back{was->person,
                                was->connection,
                                was->credential,
                                was->kind,
                                was->since,
                                was->checkedOn,
                                was->until};
        const QPointer<PeopleNotes> self(this);
        Q_EMIT told({tr("The note was removed."), Tone::Neutral, tr("Undo"), [self, back] {
                         if (self)
                             self->run(back, tr("It is noted again."));
                     }});
    });
}

void PeopleNotes::forgetPlacement(const PlacementId &id)
{
    whenDone(m_workspace.dispatch(ForgetPlacement{id}), this, [this](const Result<Placement> &was) {
        if (!was) {
            Q_EMIT told({was.error().what, Tone::Danger, {}, {}});
            return;
        }
        const NotePlacement back{was->place,
                                 was->connection,
                                 was->credential,
                                 was->version,
                                 was->since,
                                 was->removedOn};
        const QPointer<PeopleNotes> self(this);
        Q_EMIT told({tr("The note was removed."), Tone::Neutral, tr("Undo"), [self, back] {
                         if (self)
                             self->run(back, tr("It is noted again."));
                     }});
    });
}

} // namespace drawbridge::ui
