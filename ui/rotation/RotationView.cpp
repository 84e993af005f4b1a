// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rotation/RotationView.h"

#include "ui/kit/AppTile.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Card.h"
#include "ui/kit/DateText.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/States.h"
#include "ui/rotation/BeginView.h"
#include "ui/rotation/HandOverCard.h"
#include "ui/rotation/NewKeyCard.h"
#include "ui/rotation/StepsCard.h"
#include "ui/rotation/TaskCard.h"

#include <QApplication>
#include <QBoxLayout>
#include <QStackedLayout>

namespace drawbridge::ui {

namespace {

QString nameOf(const QWidget *control)
{
    const auto *button = qobject_cast<const QAbstractButton *>(control);
    return button && button->accessibleName().isEmpty() ? button->text()
                                                        : control->accessibleName();
}

/// The control that the keyboard is on, by its name, to be found again among new ones.
QString focusWithin(const QWidget *content)
{
    const QWidget *focus = QApplication::focusWidget();
    return content && focus && content->isAncestorOf(focus) ? nameOf(focus) : QString();
}

void focusAgain(QWidget *content, const QString &name)
{
    QWidget *fallback = nullptr;
    for (QWidget *one : content->findChildren<QWidget *>()) {
        if (one->focusPolicy() == Qt::NoFocus || !one->isVisibleTo(content))
            continue;
        if (nameOf(one) == name) {
            one->setFocus(Qt::OtherFocusReason);
            return;
        }
        if (!fallback && qobject_cast<PrimaryButton *>(one))
            fallback = one;
    }
    if (fallback)
        fallback->setFocus(Qt::OtherFocusReason);
}

} // namespace

RotationView::RotationView(QWidget *parent)
    : QWidget(parent)
    , m_layers(new QStackedLayout(this))
    , m_frame(new PageFrame(QString(), PageFrame::Body::Scrolls, this))
{
    m_layers->addWidget(m_frame);
    auto *back = new IconButton(Icon::ArrowLeft, tr("Back"), m_frame);
    connect(back, &QPushButton::clicked, this, &RotationView::backWanted);
    m_frame->addLeading(back);
    m_tile = new AppTile(QString(), 40, m_frame);
    m_frame->addLeading(m_tile);
    m_progress = new ProgressRow(m_frame);
    connect(m_progress, &ProgressRow::cancelled, this, &RotationView::stopWanted);
    m_frame->body()->addWidget(m_progress);
    m_frame->body()->addStretch(1);
    m_second.setInterval(std::chrono::seconds(1));
    connect(&m_second, &QTimer::timeout, this, &RotationView::tick);
}

void RotationView::showHead(const RotationShown &shown,
                            const QString &title,
                            const QString &subtitle)
{
    m_frame->setTitle(title);
    m_frame->setSubtitle(subtitle);
    m_tile->setName(shown.profile.name);
    m_takenAt = shown.snapshot.takenAt;
    m_sinceTaken.start();
    m_layers->setCurrentWidget(m_frame);
}

void RotationView::removeContent()
{
    if (m_content) {
        // One of its own buttons may be what asked for this.
        m_content->hide();
        m_frame->body()->removeWidget(m_content);
        m_content->deleteLater();
    }
    m_content = nullptr;
    m_begin = nullptr;
    m_newKey = nullptr;
    m_task = nullptr;
    m_steps = nullptr;
    m_beginOf = {};
    m_shown.reset();
    m_shownShutOffs.clear();
    m_second.stop();
}

void RotationView::showBegin(const RotationShown &shown)
{
    const CredentialVersion *key = shown.credential.current();
    const bool isShown =
        m_begin && key && key->id == m_beginOf && m_namesHidden == shown.veil.isDown();
    const QDate today = shown.snapshot.takenAt.toLocalTime().date();
    QString subtitle;
    if (key && key->createdAt.isValid())
        subtitle = tr("Key %1 is here since %2.")
                       .arg(QString::number(key->number),
                            shortDate(key->createdAt.toLocalTime().date(), today));
    if (key && key->endsAt)
        subtitle += QChar(u' ')
            + tr("%1 ends it %2.").arg(shown.profile.name, dateText(*key->endsAt, today));
    showHead(shown, tr("Replace the key of %1").arg(shown.name()), subtitle);
    if (isShown)
        return;
    removeContent();
    m_beginOf = key ? key->id : CredentialVersionId();
    m_namesHidden = shown.veil.isDown();
    m_begin = new BeginView(shown, m_frame);
    connect(m_begin, &BeginView::beginWanted, this, &RotationView::beginWanted);
    connect(m_begin, &BeginView::signInWanted, this, &RotationView::signInWanted);
    connect(m_begin, &BeginView::cancelled, this, &RotationView::backWanted);
    connect(m_begin, &BeginView::stopWanted, this, &RotationView::stopWanted);
    m_content = m_begin;
    m_frame->body()->insertWidget(m_frame->body()->count() - 1, m_content);
}

void RotationView::showRotation(const RotationShown &shown, const Rotation &rotation)
{
    const QString title = rotation.phase == RotationPhase::Finished ? tr("Replaced the key of %1")
        : rotation.isOver()                                         ? tr("The key of %1")
                                                                    : tr("Replacing the key of %1");
    showHead(shown, title.arg(shown.name()), sentenceFor(rotation, shown.profile.name));
    const QList<KeyShutOff> shutOffs = shown.snapshot.shutOffsOf(rotation.connection);
    const bool isSame =
        m_shown == rotation && m_shownShutOffs == shutOffs && m_namesHidden == shown.veil.isDown();
    // What is being typed stays, whatever else has changed meanwhile.
    const bool isTyping = m_newKey && m_shown && m_shown->id == rotation.id
        && rotation.phase == RotationPhase::ByHand && m_namesHidden == shown.veil.isDown();
    if (isSame || isTyping) {
        tick();
        return;
    }
    QString focus = focusWithin(m_content);
    if (focus.isEmpty())
        focus = m_focus;
    removeContent();
    m_shown = rotation;
    m_shownShutOffs = shutOffs;
    m_namesHidden = shown.veil.isDown();
    m_content = new QWidget(m_frame);
    auto *sides = new QHBoxLayout(m_content);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(space::l - Card::shadowMargins().left() - Card::shadowMargins().right());
    auto *left = new QVBoxLayout;
    auto *right = new QVBoxLayout;
    sides->addLayout(left, 3);
    sides->addLayout(right, 2);
    addTask(shown, rotation, left);
    left->addStretch(1);
    m_steps = new StepsCard(shown, rotation, m_content);
    right->addWidget(m_steps);
    right->addStretch(1);
    m_frame->body()->insertWidget(m_frame->body()->count() - 1, m_content);
    setButtonsEnabled(!m_working);
    if (!focus.isEmpty() && !m_working)
        focusAgain(m_content, focus);
    if (!rotation.isOver() && isVisible())
        m_second.start();
    tick();
}

void RotationView::addTask(const RotationShown &shown, const Rotation &rotation, QVBoxLayout *column)
{
    const bool isGiven = rotation.phase == RotationPhase::HandingOver
        || rotation.phase == RotationPhase::Overlapping;
    if (rotation.phase == RotationPhase::ByHand && !rotation.signsIn) {
        m_newKey = new NewKeyCard(shown, rotation, m_content);
        connect(m_newKey, &NewKeyCard::given, this, &RotationView::given);
        connect(m_newKey, &NewKeyCard::stopWanted, this, &RotationView::stopWanted);
        connect(m_newKey, &NewKeyCard::backWanted, this, &RotationView::goBackWanted);
        column->addWidget(m_newKey);
        return;
    }
    if (rotation.phase != RotationPhase::HandingOver || rotation.placesLeft() == 0) {
        m_task = new TaskCard(shown, rotation, m_content);
        connect(m_task, &TaskCard::continueWanted, this, &RotationView::continueWanted);
        connect(m_task, &TaskCard::backWanted, this, &RotationView::goBackWanted);
        connect(m_task, &TaskCard::endOldWanted, this, &RotationView::endOldWanted);
        connect(m_task, &TaskCard::doneByHand, this, &RotationView::doneByHand);
        connect(m_task, &TaskCard::lookWanted, this, &RotationView::lookWanted);
        connect(m_task, &TaskCard::signInWanted, this, &RotationView::signInWanted);
        connect(m_task, &TaskCard::newKeyWanted, this, &RotationView::newKeyWanted);
        connect(m_task, &TaskCard::finished, this, &RotationView::backWanted);
        column->addWidget(m_task);
    }
    if (!isGiven || rotation.places.isEmpty())
        return;
    auto *places = new HandOverCard(shown, rotation, m_content);
    connect(places, &HandOverCard::ticked, this, &RotationView::ticked);
    connect(places, &HandOverCard::copyWanted, this, &RotationView::copyWanted);
    column->addWidget(places);
    if (m_task)
        return;
    auto *row = new QHBoxLayout;
    row->setContentsMargins(Card::shadowMargins().left(), space::s, 0, 0);
    row->setSpacing(space::s);
    if (rotation.canGoBack()) {
        auto *back = new SecondaryButton(tr("Go back to the old key"), Icon::Undo, m_content);
        connect(back, &QPushButton::clicked, this, &RotationView::goBackWanted);
        row->addWidget(back);
    }
    if (rotation.fate != OldKeyFate::EndsAtOnce) {
        auto *end = new SecondaryButton(tr("End the old key now"), Icon::None, m_content);
        connect(end, &QPushButton::clicked, this, &RotationView::endOldWanted);
        row->addWidget(end);
    }
    row->addStretch(1);
    column->addLayout(row);
}

void RotationView::showNothing(const QString &title, const QString &why)
{
    removeContent();
    delete m_nothing;
    m_nothing = new EmptyState(Icon::Key, title, why, this);
    m_nothing->setAction(tr("Back"), Icon::ArrowLeft);
    connect(m_nothing, &EmptyState::activated, this, &RotationView::backWanted);
    m_layers->addWidget(m_nothing);
    m_layers->setCurrentWidget(m_nothing);
}

void RotationView::clear()
{
    removeContent();
    m_frame->setTitle(QString());
    m_frame->setSubtitle(QString());
    m_tile->setName(QString());
    m_progress->finish();
    m_working = false;
    m_layers->setCurrentWidget(m_frame);
}

void RotationView::setButtonsEnabled(bool enabled)
{
    if (!m_content || m_begin || m_newKey)
        return;
    for (QAbstractButton *button : m_content->findChildren<QAbstractButton *>())
        button->setEnabled(enabled);
}

void RotationView::setWorking(const QString &sentence)
{
    const bool begins = !m_working && !sentence.isEmpty();
    if (begins)
        m_focus = focusWithin(m_content);
    m_working = !sentence.isEmpty();
    if (m_begin)
        m_begin->setWorking(m_working);
    if (m_newKey)
        m_newKey->setWorking(m_working);
    setButtonsEnabled(!m_working);
    if (!m_working && !m_focus.isEmpty() && m_content && focusWithin(m_content).isEmpty())
        focusAgain(m_content, m_focus);
    if (!m_working)
        m_focus.clear();
    if (m_working && !m_begin && !m_newKey)
        m_progress->begin(sentence);
    else
        m_progress->finish();
}

void RotationView::setProblem(const QString &problem)
{
    if (m_begin)
        m_begin->setProblem(problem);
    else if (m_newKey)
        m_newKey->setProblem(problem);
}

void RotationView::tick()
{
    if (!m_shown)
        return;
    const QDateTime now = m_takenAt.addMSecs(m_sinceTaken.elapsed());
    if (m_steps)
        m_steps->tick(now);
    if (m_task)
        m_task->tick(now);
}

void RotationView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_shown && !m_shown->isOver())
        m_second.start();
}

void RotationView::hideEvent(QHideEvent *event)
{
    m_second.stop();
    QWidget::hideEvent(event);
}

} // namespace drawbridge::ui
