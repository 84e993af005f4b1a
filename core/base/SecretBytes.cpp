// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SecretBytes.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace drawbridge {

namespace {

size_t roundedToPages(qsizetype size)
{
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    return (static_cast<size_t>(size) + page - 1) / page * page;
}

} // namespace

SecretBytes::~SecretBytes()
{
    release();
}

SecretBytes::SecretBytes(SecretBytes &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
    , m_mapped(std::exchange(other.m_mapped, 0))
{}

SecretBytes &SecretBytes::operator=(SecretBytes &&other) noexcept
{
    if (this != &other) {
        release();
        m_data = std::exchange(other.m_data, nullptr);
        m_size = std::exchange(other.m_size, 0);
        m_mapped = std::exchange(other.m_mapped, 0);
    }
    return *this;
}

void SecretBytes::release()
{
    if (!m_data)
        return;
    explicit_bzero(m_data, m_mapped);
    munmap(m_data, m_mapped);
    m_data = nullptr;
    m_size = 0;
    m_mapped = 0;
}

SecretBytes SecretBytes::ofSize(qsizetype size)
{
    SecretBytes secret;
    if (size <= 0)
        return secret;
    secret.m_mapped = roundedToPages(size);
    void *memory =
        mmap(nullptr, secret.m_mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        qFatal("No memory for a secret");
    // Both are best effort: a login may be allowed few locked pages, and an old kernel may lack the advice.
    // SECURITY.md says what is left when they fail.
    static_cast<void>(mlock(memory, secret.m_mapped));
    static_cast<void>(madvise(memory, secret.m_mapped, MADV_DONTDUMP));
    secret.m_data = static_cast<std::byte *>(memory);
    secret.m_size = size;
    return secret;
}

SecretBytes SecretBytes::copyOf(QByteArrayView bytes)
{
    SecretBytes secret = ofSize(bytes.size());
    if (!bytes.isEmpty())
        std::memcpy(secret.m_data, bytes.data(), static_cast<size_t>(bytes.size()));
    return secret;
}

SecretBytes SecretBytes::takeFrom(QByteArray &source)
{
    SecretBytes secret = copyOf(source);
    wipe(source);
    return secret;
}

SecretBytes SecretBytes::takeFrom(QString &source)
{
    QByteArray utf8 = source.toUtf8();
    SecretBytes secret = takeFrom(utf8);
    wipe(source);
    return secret;
}

QByteArrayView SecretBytes::reveal() const
{
    return QByteArrayView(m_data, m_size);
}

std::span<std::byte> SecretBytes::writable()
{
    return {m_data, static_cast<size_t>(m_size)};
}

bool SecretBytes::equals(const SecretBytes &other) const
{
    if (m_size != other.m_size)
        return false;
    std::byte difference{0};
    for (qsizetype i = 0; i < m_size; ++i)
        difference |= m_data[i] ^ other.m_data[i];
    return difference == std::byte{0};
}

SharedSecret share(SecretBytes secret)
{
    return std::make_shared<const SecretBytes>(std::move(secret));
}

void wipe(QByteArray &bytes)
{
    if (bytes.isDetached() && !bytes.isEmpty())
        explicit_bzero(bytes.data(), static_cast<size_t>(bytes.capacity()));
    bytes.clear();
}

void wipe(QString &text)
{
    if (text.isDetached() && !text.isEmpty())
        explicit_bzero(text.data(), static_cast<size_t>(text.capacity()) * sizeof(QChar));
    text.clear();
}

} // namespace drawbridge
