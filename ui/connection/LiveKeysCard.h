// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connection/ConnectionShown.h"
#include "ui/kit/Card.h"

namespace drawbridge::ui {

/// Every key of this connection that its app was not seen to refuse: which, how old, and the button that ends what
/// nobody uses any more. Seen only where there is more than the one in use.
class LiveKeysCard final : public Card
{
    Q_OBJECT

public:
    explicit LiveKeysCard(QWidget *parent = nullptr);

    void setConnection(const ConnectionShown &shown);
    void clear();

Q_SIGNALS:
    void endWanted(const drawbridge::CredentialVersionId &version);

private:
    void addKey(const LiveKey &key, const ConnectionShown &shown);

    QVBoxLayout *m_column;
};

} // namespace drawbridge::ui
