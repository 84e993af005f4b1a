// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/HolderQuestion.h"

#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/Toggles.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr int nameWidth = 320;
constexpr int between = 20;

} // namespace

HolderQuestion::HolderQuestion(const Catalog &catalog, QWidget *parent)
    : QWidget(parent)
    , m_no(new RadioButton(tr("No"), this))
    , m_somebody(new RadioButton(tr("Another app, or a person"), this))
    , m_name(new QLineEdit(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(new PlainLabel(tr("Is it connected through Zapier or similar?"),
                                     TextRole::Strong,
                                     Wrap::Yes,
                                     this));
    auto *answers = new QWidget(this);
    answers->setAccessibleName(tr("Is it connected through Zapier or similar?"));
    auto *row = new FlowLayout(answers, between);
    m_no->setParent(answers);
    row->addWidget(m_no);
    for (const AppProfile &app : catalog.apps()) {
        if (app.kind != AppKind::Hub)
            continue;
        auto *hub = new RadioButton(app.name, answers);
        row->addWidget(hub);
        m_hubs.append({app.id, hub});
    }
    m_somebody->setParent(answers);
    row->addWidget(m_somebody);
    column->addWidget(answers);
    m_name->setMaximumWidth(nameWidth);
    m_nameRow = new FormRow(tr("Who holds its key?"), m_name, this);
    column->addWidget(m_nameRow);
    m_no->setChecked(true);
    m_nameRow->hide();

    const auto answered = [this] {
        m_nameRow->setVisible(m_somebody->isChecked());
        m_nameRow->setError(QString());
        Q_EMIT edited();
    };
    connect(m_no, &QRadioButton::clicked, this, answered);
    for (const auto &[id, hub] : std::as_const(m_hubs))
        connect(hub, &QRadioButton::clicked, this, answered);
    connect(m_somebody, &QRadioButton::clicked, this, answered);
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        m_nameRow->setError(QString());
        Q_EMIT edited();
    });
}

void HolderQuestion::setApp(const AppId &app)
{
    for (const auto &[id, hub] : std::as_const(m_hubs))
        hub->setVisible(id != app);
}

void HolderQuestion::setHolder(const QString &holder)
{
    RadioButton *answer = holder.isEmpty() ? m_no : m_somebody;
    for (const auto &[id, hub] : std::as_const(m_hubs)) {
        if (id == holder)
            answer = hub;
    }
    answer->setChecked(true);
    m_name->setText(answer == m_somebody ? holder : QString());
    m_nameRow->setVisible(answer == m_somebody);
    m_nameRow->setError(QString());
}

QString HolderQuestion::holder() const
{
    if (m_somebody->isChecked())
        return m_name->text().trimmed();
    for (const auto &[id, hub] : m_hubs) {
        if (hub->isChecked())
            return id;
    }
    return {};
}

QWidget *HolderQuestion::answer() const
{
    for (const auto &[id, hub] : m_hubs) {
        if (hub->isChecked())
            return hub;
    }
    return m_somebody->isChecked() ? static_cast<QWidget *>(m_name) : m_no;
}

bool HolderQuestion::isHeldElsewhere() const
{
    return !m_no->isChecked();
}

bool HolderQuestion::checkName()
{
    const bool missing = m_somebody->isChecked() && m_name->text().trimmed().isEmpty();
    m_nameRow->setError(missing ? tr("Write which app or who it is.") : QString());
    if (missing)
        m_name->setFocus(Qt::OtherFocusReason);
    return !missing;
}

} // namespace drawbridge::ui
