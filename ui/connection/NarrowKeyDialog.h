// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connection/ConnectionShown.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/TextRole.h"

namespace drawbridge::ui {

/// Walks through making a key that may do exactly what is needed: the provider's page, what to tick there, and then
/// the new key. accepted() means that the owner has it.
class NarrowKeyDialog final : public Dialog
{
    Q_OBJECT

public:
    NarrowKeyDialog(const ConnectionShown &shown, const ScopeReview &review, QWidget *anchor);

private:
    void addPage(const ConnectionShown &shown);
    void addTicks(const ScopeReview &review);
    void add(const QString &text, TextRole role);
};

/// What the key before could do and what the new one can, once it is in use. `endings`: what became of the one before.
class NarrowedDialog final : public Dialog
{
    Q_OBJECT

public:
    NarrowedDialog(const ScopeReview &before,
                   const ScopeReview &after,
                   const AppProfile &profile,
                   const QStringList &endings,
                   QWidget *anchor);
};

} // namespace drawbridge::ui
