package org.offhook.sdp;

/**
 * Something in an answer that does not fit its offer (RFC 3264 section 6); see {@link
 * OfferAnswer#check}.
 *
 * @param index the m= line at fault, from 0; -1 for the whole description
 * @param reason what is wrong, in words
 * @param serious whether media cannot be set up by it; the others can be overlooked
 */
public record AnswerFault(int index, String reason, boolean serious) {}
