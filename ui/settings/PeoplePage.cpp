// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/PeoplePage.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateField.h"
#include "ui/kit/DateText.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/States.h"
#include "ui/settings/DepartureCard.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

constexpr int longestName = 120;

void clearColumn(QVBoxLayout *column)
{
    while (QLayoutItem *item = column->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater(); // one of its buttons may be what was pressed
        }
        delete item;
    }
}

QLineEdit *fieldOf(Dialog *dialog, const QString &label, const QString &value, FormRow **row)
{
    auto *field = new QLineEdit(value, dialog);
    field->setMaxLength(longestName);
    *row = new FormRow(label, field, dialog);
    dialog->body()->addWidget(*row);
    return field;
}

} // namespace

PeoplePage::PeoplePage(Workspace &workspace, QObject *parent)
    : Page(parent)
    , m_workspace(workspace)
{
    connect(&m_workspace, &Workspace::changed, this, &PeoplePage::show);
    connect(&m_workspace, &Workspace::phaseChanged, this, &PeoplePage::show);
}

QString PeoplePage::id() const
{
    return u"people"_s;
}

QString PeoplePage::title() const
{
    return tr("People");
}

QWidget *PeoplePage::makeWidget(QWidget *parent)
{
    m_frame = new PageFrame(title(), PageFrame::Body::Scrolls, parent);
    m_frame->setSubtitle(
        tr("Who can see which key. When somebody leaves: what to replace, to its end."));
    auto *back = new IconButton(Icon::ArrowLeft, tr("Back"), m_frame);
    connect(back, &QPushButton::clicked, this, &Page::goBack);
    m_frame->addLeading(back);
    auto *add = new PrimaryButton(tr("Add a person"), Icon::Plus, m_frame);
    connect(add, &QPushButton::clicked, this, [this] { askPerson({}); });
    m_frame->addAction(add);
    m_column = new QVBoxLayout;
    m_column->setSpacing(space::m);
    m_frame->body()->addLayout(m_column);
    show();
    return m_frame;
}

void PeoplePage::enter(const QString &subject)
{
    show();
    const QPointer<QWidget> card = m_cards.value(subject);
    if (!card)
        return;
    QTimer::singleShot(0, card, [card] {
        for (QWidget *up = card->parentWidget(); up != nullptr; up = up->parentWidget()) {
            if (auto *area = qobject_cast<QScrollArea *>(up))
                area->ensureWidgetVisible(card);
        }
    });
}

bool PeoplePage::escape()
{
    Q_EMIT goBack();
    return true;
}

std::vector<Command> PeoplePage::commands() const
{
    const auto go = [page = QPointer<const PeoplePage>(this)] {
        if (page)
            Q_EMIT const_cast<PeoplePage *>(page.data())->goTo(u"people"_s);
    };
    return {{tr("People"), tr("Screen"), Icon::People, {}, tr("who can see a key"), go},
            {tr("Somebody leaves"), tr("Action"), Icon::Person, {}, tr("replace keys"), go}};
}

NameVeil PeoplePage::veil() const
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    return NameVeil(now->settings.hideNames ? Names::Hidden : Names::Shown,
                    now->connections,
                    now->otherNames());
}

void PeoplePage::show()
{
    if (!m_column)
        return;
    clearColumn(m_column);
    m_cards.clear();
    if (m_workspace.phase() != Phase::Open)
        return;
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    showDepartures(*now, true);
    showPeople(*now);
    showDepartures(*now, false);
}

void PeoplePage::showDepartures(const Snapshot &now, bool open)
{
    for (const Departure &departure : now.departures) {
        const Person *person = now.person(departure.person);
        if (departure.isOpen() != open || !person)
            continue;
        auto *card = new DepartureCard(departure, *person, now, veil(), m_frame);
        connect(card, &DepartureCard::replaceWanted, this, [this](const QString &connection) {
            Q_EMIT goTo(u"rotation"_s, connection);
        });
        connect(card, &DepartureCard::connectionWanted, this, [this](const QString &subject) {
            Q_EMIT goTo(u"connection"_s, subject);
        });
        connect(card, &DepartureCard::settleWanted, this, [this](const SettleItem &command) {
            run(command, {});
        });
        connect(card, &DepartureCard::reasonWanted, this, &PeoplePage::askReason);
        connect(card, &DepartureCard::endWanted, this, [this](const DepartureId &id) {
            run(EndDeparture{id}, tr("The list is done. What was done stays on record here."));
        });
        connect(card, &DepartureCard::cancelWanted, this, &PeoplePage::askCancel);
        m_column->addWidget(card);
        if (open)
            m_cards.insert(person->id.text(), card);
    }
}

QString PeoplePage::aboutPerson(const Snapshot &now, const Person &person) const
{
    const QDate today = now.takenAt.toLocalTime().date();
    int sees = 0;
    int unchecked = 0;
    for (const Sighting &sighting : now.sightings) {
        if (sighting.person != person.id || sighting.until)
            continue;
        ++sees;
        unchecked += sighting.isChecked(today) ? 0 : 1;
    }
    QStringList parts;
    if (!person.role.isEmpty())
        parts.append(veil().sentence(person.role));
    if (person.leftOn && now.departureOf(person.id) == nullptr)
        parts.append(tr("left %1").arg(dateText(*person.leftOn, today)));
    else
        parts.append(sees == 0       ? tr("can see no key, as far as noted")
                         : sees == 1 ? tr("can see one connection")
                                     : tr("can see %1 connections").arg(sees));
    if (unchecked > 0)
        parts.append(unchecked == sees ? tr("not checked for 90 days")
                                       : tr("%1 of them not checked for 90 days").arg(unchecked));
    return parts.join(u", "_s);
}

void PeoplePage::showPeople(const Snapshot &now)
{
    if (now.people.isEmpty()) {
        auto *empty =
            new EmptyState(Icon::People,
                           tr("Nobody is noted yet"),
                           tr("Add who works with your apps. On the page of a connection, "
                              "note who can see its key; when somebody leaves, the list "
                              "of what to replace is there."),
                           m_frame);
        empty->setAction(tr("Add the first person"), Icon::Plus);
        connect(empty, &EmptyState::activated, this, [this] { askPerson({}); });
        m_column->addWidget(empty);
        return;
    }
    auto *card = new Card(tr("Your people"), m_frame);
    card->body()->setSpacing(space::s);
    for (const Person &person : now.people) {
        const QString name = veil().name(person.name);
        auto *row = new QHBoxLayout;
        row->setSpacing(space::m);
        auto *column = new QVBoxLayout;
        column->setSpacing(2);
        column->addWidget(new PlainLabel(name, TextRole::Strong, Wrap::Yes, card));
        column->addWidget(
            new PlainLabel(aboutPerson(now, person), TextRole::Muted, Wrap::Yes, card));
        row->addLayout(column, 1);
        const auto add = [&](const QString &text, const QString &spoken, auto action) {
            auto *button = new LinkButton(text, Icon::None, card);
            button->setAccessibleName(spoken);
            connect(button, &QPushButton::clicked, this, action);
            row->addWidget(button, 0, Qt::AlignVCenter);
        };
        if (now.departureOf(person.id) == nullptr && !person.leftOn)
            add(tr("Leaves"), tr("%1 leaves").arg(name), [this, id = person.id] { askLeaving(id); });
        add(tr("Change"), tr("Change %1").arg(name), [this, id = person.id] { askPerson(id); });
        add(tr("Remove"), tr("Remove %1").arg(name), [this, id = person.id] { remove(id); });
        card->body()->addLayout(row);
    }
    m_column->addWidget(card);
}

template<typename Command>
void PeoplePage::run(const Command &command, const QString &done)
{
    whenDone(m_workspace.dispatch(command),
             this,
             [this, done](const Result<typename Command::Reply> &result) {
                 if (!result)
                     Q_EMIT notice({result.error().what, Tone::Danger, {}, {}});
                 else if (!done.isEmpty())
                     Q_EMIT notice({done, Tone::Good, {}, {}});
             });
}

void PeoplePage::askPerson(const PersonId &known)
{
    const Person *found = m_workspace.snapshot()->person(known);
    const Person before = found ? *found : Person();
    auto *dialog =
        new Dialog(found ? tr("Change a person") : tr("Add a person"), QString(), m_frame);
    FormRow *nameRow = nullptr;
    FormRow *roleRow = nullptr;
    FormRow *mailRow = nullptr;
    QLineEdit *name = fieldOf(dialog, tr("Name"), before.name, &nameRow);
    QLineEdit *role = fieldOf(dialog, tr("What they do (if you like)"), before.role, &roleRow);
    QLineEdit *mail = fieldOf(dialog, tr("E-mail (if you like)"), before.email, &mailRow);
    if (found)
        nameRow->setHelp(tr("A new name goes to the connections this person looks after, too."));
    dialog->addCancel();
    Button *save = dialog->addPrimary(found ? tr("Save") : tr("Add"));
    const QPointer<Dialog> open(dialog);
    const auto done = [open, nameRow](const Result<Person> &result) {
        if (!open)
            return;
        if (result)
            open->accept();
        else
            nameRow->setError(result.error().what);
    };
    connect(save, &QPushButton::clicked, dialog, [=, this] {
        nameRow->setError(QString());
        if (before.id.isValid())
            whenDone(m_workspace.dispatch(EditPerson{before.id,
                                                     before.revision,
                                                     name->text(),
                                                     role->text(),
                                                     mail->text()}),
                     this,
                     done);
        else
            whenDone(m_workspace.dispatch(AddPerson{name->text(), role->text(), mail->text()}),
                     this,
                     done);
    });
    dialog->open();
}

void PeoplePage::askLeaving(const PersonId &person)
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const Person *leaving = now->person(person);
    if (!leaving)
        return;
    auto *dialog =
        new Dialog(tr("%1 leaves?").arg(veil().name(leaving->name)),
                   tr("You get a list of the keys this person saw or may have seen, most dangerous "
                      "first. Nothing is shut off by itself."),
                   m_frame);
    auto *day = new DateField(tr("Last day"), dialog);
    day->setDay(now->takenAt.toLocalTime().date());
    dialog->body()->addWidget(new FormRow(tr("Last day"), day, dialog));
    dialog->addCancel();
    Button *start = dialog->addPrimary(tr("Make the list"));
    connect(start, &QPushButton::clicked, dialog, &Dialog::accept);
    connect(dialog, &Dialog::accepted, this, [this, person, day] {
        run(StartDeparture{person, day->day()}, {});
    });
    dialog->open();
}

void PeoplePage::askReason(const SettleItem &command)
{
    auto *dialog = new Dialog(tr("Why can this key stay?"),
                              tr("The reason stays on record with the list."),
                              m_frame);
    FormRow *row = nullptr;
    QLineEdit *reason = fieldOf(dialog, tr("Reason"), QString(), &row);
    row->setHelp(tr("Such as \"only ever had the test shop's\"."));
    dialog->addCancel();
    Button *save = dialog->addPrimary(tr("It can stay"));
    const QPointer<Dialog> open(dialog);
    connect(save, &QPushButton::clicked, dialog, [=, this] {
        SettleItem settled = command;
        settled.reason = reason->text();
        whenDone(m_workspace.dispatch(settled), this, [open, row](const Result<Departure> &result) {
            if (!open)
                return;
            if (result)
                open->accept();
            else
                row->setError(result.error().what);
        });
    });
    dialog->open();
}

void PeoplePage::askCancel(const DepartureId &id)
{
    auto *dialog = new Dialog(tr("Take this list back?"),
                              tr("The person stays, and what was ticked off on the list is "
                                 "forgotten. The timeline keeps what happened."),
                              m_frame);
    dialog->addCancel(tr("Keep the list"));
    Button *back = dialog->addPrimary(tr("Take it back"));
    connect(back, &QPushButton::clicked, dialog, &Dialog::accept);
    connect(dialog, &Dialog::accepted, this, [this, id] { run(CancelDeparture{id}, {}); });
    dialog->open();
}

void PeoplePage::remove(const PersonId &id)
{
    const Person *person = m_workspace.snapshot()->person(id);
    if (!person)
        return;
    DangerDialog::Question question;
    question.title = tr("Remove %1?").arg(veil().name(person->name));
    question.text = tr("What was noted of this person and their finished lists are forgotten here. "
                       "No access ends by this.");
    question.confirm = tr("Remove");
    auto *dialog = new DangerDialog(question, m_frame);
    connect(dialog, &Dialog::accepted, this, [this, id] {
        run(RemovePerson{id}, tr("Removed. The timeline keeps what happened."));
    });
    dialog->open();
}

} // namespace drawbridge::ui
