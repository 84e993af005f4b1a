// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/FactList.h"

#include "ui/kit/PlainLabel.h"

#include <QFormLayout>

namespace drawbridge::ui {

FactList::FactList(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QFormLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(space::l);
    m_rows->setVerticalSpacing(space::s);
    m_rows->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_rows->setFormAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

PlainLabel *FactList::addFact(const QString &name, const QString &value)
{
    auto *label = new PlainLabel(value, TextRole::Body, Wrap::Yes);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setAccessibleName(name + QStringLiteral(": ") + value);
    addFact(name, label);
    return label;
}

void FactList::addFact(const QString &name, QWidget *value)
{
    auto *label = new PlainLabel(name, TextRole::Muted, Wrap::Yes);
    label->setFixedWidth(140);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_rows->addRow(label, value);
}

void FactList::clear()
{
    while (m_rows->rowCount() > 0)
        m_rows->removeRow(0);
}

} // namespace drawbridge::ui
