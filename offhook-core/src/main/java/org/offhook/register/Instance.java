package org.offhook.register;

import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.NameAddr;
import org.offhook.ua.ContactPolicy;

/**
 * What makes the bindings of one user agent instance, and of each of its flows, known to a
 * registrar (RFC 5626 §4.1, §4.2, RFC 5627 §4.1). Immutable.
 *
 * @param urn the instance, as {@code urn:uuid:…}, the same for ever; null: none
 * @param regId the number of the flow, from 1; 0: outbound is not asked for
 * @param proxy the outbound proxy that the flow goes to; null: as the agent's settings say
 * @param gruu whether globally routable URIs are asked for
 * @param callId the Call-ID of its REGISTERs, kept over restarts (RFC 3261 §10.2.4); null: a new
 *     one
 */
public record Instance(
    @Nullable String urn,
    int regId,
    @Nullable NameAddr proxy,
    boolean gruu,
    @Nullable String callId) {

  /** Nobody in particular. */
  public static final Instance NONE = new Instance(null, 0, null, false);

  private static final String INSTANCE = "+sip.instance";
  private static final String REG_ID = "reg-id";

  /** With a new Call-ID. */
  public Instance(@Nullable String urn, int regId, @Nullable NameAddr proxy, boolean gruu) {
    this(urn, regId, proxy, gruu, null);
  }

  /** The same with a Call-ID. */
  public Instance withCallId(String id) {
    return new Instance(urn, regId, proxy, gruu, id);
  }

  /** The flow with that number; each has a Call-ID of its own. */
  Instance flow(int number, NameAddr by) {
    var own = callId == null || number == 1 ? callId : callId + "." + number;
    return new Instance(urn, number, by, gruu, own);
  }

  /** Checks the values; outbound and GRUUs need an instance. */
  public Instance {
    if (urn != null) {
      urn = urn(urn);
    } else if (regId != 0 || gruu) {
      throw new IllegalArgumentException(
          "outbound and GRUUs need an instance that stays the same for ever: set one, as"
              + " urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    }
    if (regId < 0) {
      throw new IllegalArgumentException("a reg-id is from 1 to 2147483647, not " + regId);
    }
  }

  /**
   * A URN as it is registered: a bare UUID becomes {@code urn:uuid:…}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static String urn(String text) {
    return ContactPolicy.urn(text);
  }

  /** The contact with the instance and, if {@code outbound}, the flow. */
  Contact on(Contact contact, boolean outbound) {
    if (urn == null) {
      return contact;
    }
    var named = contact.with(INSTANCE, "<" + urn + ">");
    return outbound ? named.with(REG_ID, Integer.toString(regId)) : named;
  }

  /** Whether two contacts are of one flow of one instance (RFC 5626 §4.2, §6). */
  static boolean isSame(Contact one, Contact other) {
    var instance = one.params().get(INSTANCE);
    return instance.isPresent()
        && one.params().has(REG_ID)
        && instance.equals(other.params().get(INSTANCE))
        && one.params().get(REG_ID).equals(other.params().get(REG_ID));
  }
}
