/**
 * The words of eXosip2 and of its Python binding: numbered events, calls by id, messages that are
 * built, edited and sent. For programs that are ported from there; new ones use {@link
 * org.offhook.Endpoint}.
 *
 * <p>Above the API: a thin layer that uses what the core exports and adds no protocol of its own.
 * Thread rule: numbers, errors and functions may be used on any thread; an {@link
 * org.offhook.exosip.OsipMessage}, an {@link org.offhook.exosip.ExosipEvent} and a {@link
 * org.offhook.exosip.TlsContext} belong to one thread at a time.
 */
@NullMarked
package org.offhook.exosip;

import org.jspecify.annotations.NullMarked;
