/**
 * Session descriptions: their text (RFC 8866) and the offer/answer exchange over them (RFC 3264).
 *
 * <p>Layer 0: imports no other package of Offhook. Thread rule: every type is an immutable value
 * and every function is pure, so all of it may be used from any thread. Text from the wire never
 * causes an exception; {@link org.offhook.sdp.SessionDescription#parse(byte[])} returns a value
 * that says what is wrong and in which line.
 *
 * <pre>{@code
 * var own = SessionDescription.audio("192.0.2.1", 40000, RtpMap.PCMA, RtpMap.TELEPHONE_EVENT);
 * var answer = OfferAnswer.answer(offer, LocalCapabilities.from(own));
 * System.out.println(answer.explanation());
 * }</pre>
 */
@NullMarked
package org.offhook.sdp;

import org.jspecify.annotations.NullMarked;
