/**
 * Bodies of the event packages, readable and writable: presence (RFC 3863, RFC 4480), message
 * waiting (RFC 3842), dialogs (RFC 4235), registrations (RFC 3680), conferences (RFC 4575) and
 * lists of resources (RFC 4662).
 *
 * <p>Layer 1: imports {@link org.offhook.message} alone. Thread rule: every type is an immutable
 * value and every function is pure, so all of it may be used from any thread; builders belong to
 * the thread that made them. Bytes from the wire never cause an exception; each {@code parse}
 * returns a {@link org.offhook.eventpackage.BodyResult} that says what is wrong. XML is read
 * without DTDs and external entities and within limits; elements that nobody here knows are kept.
 *
 * <pre>{@code
 * var presence =
 *     Presence.builder("sip:alice@example.com")
 *         .tuple(PresenceTuple.open("desk").contact("sip:alice@192.0.2.1", 0.8).build())
 *         .note("in the workshop", "en")
 *         .build();
 * byte[] body = presence.toBytes();
 * switch (Presence.parse(body)) {
 *   case BodyResult.Parsed<Presence> p -> System.out.println(p.value().isOpen());
 *   case BodyResult.Invalid<Presence> i -> System.out.println(i.reason());
 * }
 * }</pre>
 */
@NullMarked
package org.offhook.eventpackage;

import org.jspecify.annotations.NullMarked;
