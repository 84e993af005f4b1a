// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rotation/BeginView.h"

#include "ui/kit/Banner.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Card.h"
#include "ui/kit/DateField.h"
#include "ui/kit/KeyChoice.h"
#include "ui/kit/NumberText.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/RotationText.h"
#include "ui/kit/Toggles.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QLineEdit>
#include <QSpinBox>
#include <QTimeEdit>

namespace drawbridge::ui {

namespace {

constexpr int mostOverlapHours = 24 * 90;
/// When hardly any shop is at work.
const QTime quietTime(22, 0);

/// The keys of the same app, for how long it took.
QList<ConnectionId> ofSameApp(const RotationShown &shown)
{
    QList<ConnectionId> ids;
    for (const Connection &other : shown.snapshot.connections) {
        if (other.app == shown.connection.app)
            ids.append(other.id);
    }
    return ids;
}

QHBoxLayout *numbered(int number, PlainLabel *sentence, QWidget *parent)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    auto *figure = new PlainLabel(QString::number(number), TextRole::Strong, Wrap::No, parent);
    figure->setInk(Ink::Accent);
    figure->setFixedWidth(12);
    row->addWidget(figure, 0, Qt::AlignTop);
    row->addWidget(sentence, 1);
    return row;
}

} // namespace

BeginView::BeginView(const RotationShown &shown, QWidget *parent)
    : QWidget(parent)
    , m_plan(shown.plan())
    , m_credential(shown.credential.id)
    , m_app(shown.profile.name)
    , m_isChecked(shown.profile.probe.has_value())
    , m_now(shown.snapshot.takenAt)
{
    m_byHand = m_plan;
    if (m_plan.way == RotationWay::ByCall) {
        m_byHand.way = RotationWay::ByHand;
        const auto &recipe = shown.profile.rotation.recipe;
        m_endsByCall = recipe && (recipe->end || recipe->replaces);
    }
    m_endsByCall = m_endsByCall || shown.profile.shutOff.api.has_value();
    for (const HandOver &line : std::as_const(m_plan.places))
        m_placeNames.append(shown.placeName(line));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    m_gap = new Banner(Tone::Warning, QString(), this);
    column->addWidget(m_gap);
    auto *sides = new QHBoxLayout;
    sides->setSpacing(space::l - Card::shadowMargins().left() - Card::shadowMargins().right());
    auto *left = new QVBoxLayout;
    auto *right = new QVBoxLayout;
    sides->addLayout(left, 3);
    sides->addLayout(right, 2);
    column->addLayout(sides);
    addWhat(shown, right);
    right->addStretch(1);
    addWho(shown, left);
    addWhen(shown, left);
    addButtons(left);
    left->addStretch(1);
    showWhat();
    showWhen();
}

void BeginView::addWhat(const RotationShown &shown, QVBoxLayout *column)
{
    auto *card = new Card(tr("What will happen"), this);
    card->body()->setSpacing(space::m);
    const int steps = m_plan.way == RotationWay::Renewal ? 3 : 5;
    for (int i = 0; i < steps; ++i) {
        auto *sentence = new PlainLabel(QString(), TextRole::Body, Wrap::Yes, card);
        m_sentences.append(sentence);
        card->body()->addLayout(numbered(i + 1, sentence, card));
    }
    m_took = new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, card);
    card->body()->addWidget(m_took);
    if (const auto took = lastTook(shown.snapshot.rotations, ofSameApp(shown), m_plan.way))
        m_lastTime = tr("It took %1 last time.")
                         .arg(durationText(
                             std::max<std::chrono::milliseconds>(*took, std::chrono::seconds(1))));
    column->addWidget(card);
}

void BeginView::addWho(const RotationShown &shown, QVBoxLayout *column)
{
    auto *card = new Card(m_plan.signsIn ? tr("How?") : tr("Who makes the new key?"), this);
    card->body()->setSpacing(space::m);
    const auto say = [&](const QString &text) {
        card->body()->addWidget(new PlainLabel(text, TextRole::Body, Wrap::Yes, card));
    };
    column->addWidget(card);
    if (m_plan.signsIn) {
        say(m_plan.way == RotationWay::Renewal
                ? tr("%1 renews a sign-in by itself: Drawbridge asks it to.").arg(m_app)
                : tr("%1 does not renew this sign-in. You sign in there again, and allow it.")
                      .arg(m_app));
        auto *again = new SecondaryButton(tr("Sign in again"), Icon::ExternalLink, card);
        connect(again, &QPushButton::clicked, this, &BeginView::signInWanted);
        card->body()->addWidget(again, 0, Qt::AlignLeft);
        return;
    }
    if (m_plan.way != RotationWay::ByCall) {
        say(tr("You do, on the page of %1. You are shown where, and the new key is tried as soon "
               "as "
               "you paste it.")
                .arg(m_app));
        if (!shown.profile.rotation.note.isEmpty())
            card->body()->addWidget(
                new PlainLabel(shown.profile.rotation.note, TextRole::Muted, Wrap::Yes, card));
        return;
    }
    m_appMakes = new RadioButton(tr("%1, and Drawbridge asks it to").arg(m_app), card);
    m_ownerMakes = new RadioButton(tr("I do, on the page of %1").arg(m_app), card);
    m_appMakes->setChecked(true);
    auto *group = new QButtonGroup(card);
    group->addButton(m_appMakes);
    group->addButton(m_ownerMakes);
    card->body()->addWidget(m_appMakes);
    const auto &recipe = shown.profile.rotation.recipe;
    if (recipe->authority == AuthorityKind::Admin) {
        m_authority = new KeyChoice(shown.makers(m_plan.authority), card);
        auto *indent = new QHBoxLayout;
        indent->setContentsMargins(space::xl, 0, 0, 0);
        indent->addWidget(m_authority);
        card->body()->addLayout(indent);
        connect(m_authority, &KeyChoice::submitted, this, &BeginView::submit);
        connect(m_authority, &KeyChoice::changed, this, &BeginView::showWhat);
    }
    card->body()->addWidget(m_ownerMakes);
    connect(m_appMakes, &QAbstractButton::toggled, this, [this](bool on) {
        if (m_authority)
            m_authority->setVisible(on);
        showWhat();
    });
}

void BeginView::addWhen(const RotationShown &shown, QVBoxLayout *column)
{
    auto *card = new Card(tr("When?"), this);
    card->body()->setSpacing(space::m);
    m_nowChoice = new RadioButton(tr("Now"), card);
    m_laterChoice = new RadioButton(tr("At a time that suits"), card);
    m_nowChoice->setChecked(true);
    auto *group = new QButtonGroup(card);
    group->addButton(m_nowChoice);
    group->addButton(m_laterChoice);
    card->body()->addWidget(m_nowChoice);
    card->body()->addWidget(m_laterChoice);
    m_laterArea = new QWidget(card);
    auto *row = new QHBoxLayout(m_laterArea);
    row->setContentsMargins(space::xl, 0, 0, 0);
    row->setSpacing(space::s);
    const QDateTime local = m_now.toLocalTime();
    m_day = new DateField(tr("Day"), m_laterArea);
    m_day->setMinimumDate(local.date());
    m_day->setDay(local.time() < quietTime ? local.date() : local.date().addDays(1));
    m_time = new QTimeEdit(quietTime, m_laterArea);
    m_time->setDisplayFormat(displayLocale().timeFormat(QLocale::ShortFormat));
    m_time->setAccessibleName(tr("Time"));
    m_time->findChild<QLineEdit *>()->setAccessibleName(tr("Time"));
    m_time->setFixedWidth(104);
    row->addWidget(m_day);
    row->addWidget(m_time);
    row->addStretch(1);
    card->body()->addWidget(m_laterArea);
    connect(m_laterChoice, &QAbstractButton::toggled, this, &BeginView::showWhen);

    m_overlapArea = new QWidget(card);
    auto *overlap = new QHBoxLayout(m_overlapArea);
    overlap->setContentsMargins(0, space::xs, 0, 0);
    overlap->setSpacing(space::s);
    m_overlap = new QSpinBox(m_overlapArea);
    m_overlap->setRange(0, mostOverlapHours);
    m_overlap->setSpecialValueText(tr("at once"));
    m_overlap->setSuffix(tr(" hours"));
    m_overlap->setFixedWidth(112);
    m_overlap->setValue(shown.snapshot.rotationRules.overlapHours);
    const QString name = tr("How long the old key lives on after the last place has the new one");
    m_overlap->setAccessibleName(name);
    m_overlap->findChild<QLineEdit *>()->setAccessibleName(name);
    connect(m_overlap, &QSpinBox::valueChanged, this, &BeginView::showWhat);
    overlap->addWidget(
        new PlainLabel(tr("End the old key"), TextRole::Body, Wrap::No, m_overlapArea));
    overlap->addWidget(m_overlap);
    overlap->addWidget(new PlainLabel(m_placeNames.isEmpty()
                                          ? tr("after the new one works")
                                          : tr("after the last place has the new one"),
                                      TextRole::Body,
                                      Wrap::Yes,
                                      m_overlapArea),
                       1);
    card->body()->addWidget(m_overlapArea);
    column->addWidget(card);
    // When somebody signs in is up to him.
    card->setVisible(!m_plan.signsIn || m_plan.way == RotationWay::Renewal);
}

void BeginView::addButtons(QVBoxLayout *column)
{
    m_problem = new PlainLabel(QString(), TextRole::Error, Wrap::Yes, this);
    m_problem->hide();
    column->addWidget(m_problem);
    m_progress = new ProgressRow(this);
    connect(m_progress, &ProgressRow::cancelled, this, &BeginView::stopWanted);
    column->addWidget(m_progress);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(Card::shadowMargins().left(), space::s, 0, 0);
    row->setSpacing(space::s);
    m_begin = new PrimaryButton(QString(), Icon::None, this);
    connect(m_begin, &QPushButton::clicked, this, &BeginView::submit);
    row->addWidget(m_begin);
    auto *cancel = new SecondaryButton(tr("Cancel"), Icon::None, this);
    connect(cancel, &QPushButton::clicked, this, &BeginView::cancelled);
    row->addWidget(cancel);
    row->addStretch(1);
    column->addLayout(row);
    // Nothing to begin here where only its person can sign in.
    m_begin->setVisible(!m_plan.signsIn || m_plan.way == RotationWay::Renewal);
}

bool BeginView::isByHand() const
{
    return m_plan.way == RotationWay::ByHand || (m_ownerMakes && m_ownerMakes->isChecked());
}

Rotation BeginView::plan() const
{
    return isByHand() ? m_byHand : m_plan;
}

void BeginView::showWhat()
{
    const Rotation now = plan();
    const QString gap = gapNotice(now, m_app);
    m_gap->setVisible(!gap.isEmpty());
    m_gap->setSentence(gap);
    m_overlapArea->setVisible(now.way != RotationWay::Renewal && now.fate != OldKeyFate::EndsAtOnce);
    m_took->setText(m_lastTime);
    m_took->setVisible(!m_lastTime.isEmpty());
    if (now.way == RotationWay::Renewal) {
        m_sentences.at(0)->setText(tr("%1 is asked to renew the sign-in.").arg(m_app));
        m_sentences.at(1)->setText(tr("The renewed one is tried."));
        m_sentences.at(2)->setText(tr("Access that was given before ends by itself."));
        return;
    }
    if (now.signsIn) {
        m_sentences.at(0)->setText(tr("You sign in at %1.").arg(m_app));
        m_sentences.at(1)->setText(tr("The new sign-in is tried."));
        m_sentences.at(2)->setText(tr("It takes the place of the old one here."));
        m_sentences.at(3)->setText(
            tr("The old one ends by itself, or when you end it at %1.").arg(m_app));
        m_sentences.at(4)->setText(tr("What was seen stands in the timeline."));
        return;
    }
    const bool endsAtOnce = now.fate == OldKeyFate::EndsAtOnce;
    m_sentences.at(0)->setText(
        isByHand() ? tr("You make the new key on the page of %1 and paste it here.").arg(m_app)
                   : tr("%1 makes a new key that may do what the old one may.").arg(m_app));
    m_sentences.at(1)->setText(endsAtOnce
                                   ? tr("It is tried at once: the old one has ended by then.")
                                   : tr("It is tried. Until it works, the old one stays in "
                                        "use."));
    m_sentences.at(2)->setText(
        m_placeNames.isEmpty() ? tr("It is used here. No other place is noted for this key.")
            : m_placeNames.size() == 1 ? tr("You put it in place at %1.").arg(m_placeNames.first())
                                       : tr("You put it in place at %1 places: %2.")
                                             .arg(QString::number(m_placeNames.size()),
                                                  m_placeNames.join(QStringLiteral(", "))));
    // A key for this once may do it, where nothing is closed meanwhile.
    const bool isUnsure = m_authority && !isByHand() && !m_authority->connection().isValid();
    QString ending = isUnsure
        ? tr("The old key is ended at %1: by Drawbridge, or by you where it cannot.").arg(m_app)
        : m_endsByCall ? tr("Drawbridge ends the old key at %1.").arg(m_app)
                       : tr("You end the old key on the page of %1.").arg(m_app);
    if (endsAtOnce)
        ending = tr("The old key has ended with that.");
    else if (m_overlap->value() > 0)
        ending = m_endsByCall
            ? tr("Drawbridge ends the old key %1 hours later.").arg(m_overlap->value())
            : tr("You end the old key %1 hours later.").arg(m_overlap->value());
    m_sentences.at(3)->setText(ending);
    m_sentences.at(4)->setText(
        m_isChecked
            ? tr("%1 is tried with the old key until it refuses it. Only then is it over.").arg(m_app)
            : tr("Whether %1 refuses the old key then, nobody can see from here.").arg(m_app));
}

void BeginView::showWhen()
{
    const bool later = m_laterChoice->isChecked();
    m_laterArea->setVisible(later);
    if (m_authority)
        m_authority->setLater(later);
    m_begin->setText(later                                    ? tr("Plan it")
                         : m_plan.way == RotationWay::Renewal ? tr("Renew it now")
                                                              : tr("Replace it now"));
}

void BeginView::submit()
{
    setProblem(QString());
    StartRotation command;
    command.credential = m_credential;
    command.byHand = isByHand();
    command.overlapHours = m_overlapArea->isHidden() ? 0 : m_overlap->value();
    if (m_laterChoice->isChecked()) {
        const QDateTime at(m_day->date(), m_time->time());
        if (at <= m_now.toLocalTime()) {
            setProblem(tr("Pick a time that is still to come."));
            m_time->setFocus(Qt::OtherFocusReason);
            return;
        }
        command.startsAt = at.toUTC();
    }
    if (m_authority && !isByHand()) {
        if (!m_authority->check())
            return;
        command.authority = m_authority->connection();
        command.oneTimeFields = m_authority->publicFields();
        command.oneTimeKey = m_authority->takeSecrets();
    }
    Q_EMIT beginWanted(command);
}

void BeginView::setWorking(bool working)
{
    m_begin->setBusy(working);
    if (working)
        m_progress->begin(isByHand() ? tr("Beginning") : tr("Asking %1 for a new key").arg(m_app));
    else
        m_progress->finish();
}

void BeginView::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace drawbridge::ui
