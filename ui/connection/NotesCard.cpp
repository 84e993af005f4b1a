// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/NotesCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/PlainLabel.h"

#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr int fieldHeight = 96;

} // namespace

NotesCard::NotesCard(QWidget *parent)
    : Card(tr("Notes"), parent)
    , m_field(new QPlainTextEdit(this))
    , m_hidden(new PlainLabel(tr("Notes are hidden while you share your screen."),
                              TextRole::Muted,
                              Wrap::Yes,
                              this))
    , m_problem(new PlainLabel(QString(), TextRole::Error, Wrap::Yes, this))
    , m_buttons(new QWidget(this))
    , m_save(new SecondaryButton(tr("Save notes"), Icon::Check, m_buttons))
{
    m_field->setAccessibleName(tr("Notes"));
    m_field->setPlaceholderText(tr("Whom to ask, where its key is used, what to mind"));
    m_field->setFixedHeight(fieldHeight);
    // Tab goes on to the next control, as everywhere else in the window.
    m_field->setTabChangesFocus(true);
    auto *undo = new LinkButton(tr("Undo"), Icon::None, m_buttons);
    undo->setAccessibleName(tr("Undo what was typed into the notes"));
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_save);
    row->addWidget(undo);
    row->addStretch(1);
    body()->setSpacing(8);
    body()->addWidget(m_field);
    body()->addWidget(m_hidden);
    body()->addWidget(m_problem);
    body()->addWidget(m_buttons);
    connect(m_field, &QPlainTextEdit::textChanged, this, &NotesCard::showState);
    connect(m_save, &QPushButton::clicked, this, [this] {
        Q_EMIT saveWanted(m_field->toPlainText());
    });
    connect(undo, &QPushButton::clicked, this, [this] {
        m_field->setPlainText(m_kept);
        setProblem(QString());
        m_field->setFocus(Qt::OtherFocusReason);
    });
    clear();
}

bool NotesCard::isChanged() const
{
    return m_field->toPlainText() != m_kept;
}

void NotesCard::showState()
{
    m_buttons->setVisible(isChanged() && !m_field->isHidden());
}

void NotesCard::clear()
{
    m_connection = {};
    m_kept.clear();
    m_field->clear();
    m_field->document()->clearUndoRedoStacks();
    setProblem(QString());
    showState();
}

void NotesCard::setConnection(const ConnectionShown &shown)
{
    const bool other = m_connection != shown.connection.id;
    if (other)
        clear();
    m_connection = shown.connection.id;
    m_field->setHidden(shown.veil.isDown());
    m_hidden->setVisible(shown.veil.isDown());
    if (!isChanged()) {
        // Setting it anew would move the caret.
        if (m_kept != shown.connection.notes)
            m_field->setPlainText(m_kept = shown.connection.notes);
    } else if (m_kept != shown.connection.notes) {
        m_kept = shown.connection.notes;
        setProblem(isChanged()
                       ? tr("These notes were changed elsewhere meanwhile. Saving puts yours "
                            "in their place; Undo shows the others.")
                       : QString());
    }
    showState();
}

void NotesCard::setSaving(bool saving)
{
    m_save->setBusy(saving);
}

void NotesCard::setSaved(const QString &sent, const QString &kept)
{
    m_kept = kept;
    if (m_field->toPlainText() == sent && sent != kept)
        m_field->setPlainText(kept);
    setProblem(QString());
    showState();
}

void NotesCard::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace drawbridge::ui
