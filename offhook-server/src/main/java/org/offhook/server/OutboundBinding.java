package org.offhook.server;

import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;

/** Which contacts of a REGISTER are of an instance, and of a flow of it (RFC 5626 §6). */
final class OutboundBinding {

  static final String OUTBOUND = "outbound";
  private static final String INSTANCE = "+sip.instance";
  private static final String REG_ID = "reg-id";

  /** What a registrar makes of a REGISTER that may ask for outbound. */
  enum Verdict {
    /** Not asked for, or not known here: an ordinary registration. */
    PLAIN,
    /** Its bindings are flows. */
    OUTBOUND,
    /** The proxy next to the endpoint cannot do it: 439. */
    FIRST_HOP_LACKS
  }

  private OutboundBinding() {}

  static Verdict judge(SipRequest register, FlowOptions options) {
    boolean asked =
        options.outbound()
            && register.headers().all(HeaderName.SUPPORTED).stream()
                .anyMatch(OUTBOUND::equalsIgnoreCase)
            && register.headers().all(HeaderName.CONTACT).stream()
                .anyMatch(contact -> !contact.isStar() && isFlow(contact));
    if (!asked) {
      return Verdict.PLAIN;
    }
    if (register.headers().all(HeaderName.VIA).size() == 1) {
      return Verdict.OUTBOUND;
    }
    var path = register.headers().all(HeaderName.PATH);
    return !path.isEmpty() && hasOb(path.getLast()) ? Verdict.OUTBOUND : Verdict.FIRST_HOP_LACKS;
  }

  private static boolean hasOb(NameAddr path) {
    return path.uri() instanceof SipUri uri && uri.params().has("ob");
  }

  /** Whether a contact has an instance and a flow number. */
  static boolean isFlow(Contact contact) {
    return contact.params().has(INSTANCE) && contact.params().number(REG_ID).orElse(0) > 0;
  }

  /** The instance, without its brackets; empty if there is none. */
  static String instance(Contact contact) {
    var text = contact.params().get(INSTANCE).orElse("");
    return text.startsWith("<") && text.endsWith(">") ? text.substring(1, text.length() - 1) : text;
  }

  /** Whether two contacts are one binding. */
  static boolean isSame(Contact one, Contact other) {
    if (!isFlow(one) || !isFlow(other)) {
      return one.uri().matches(other.uri());
    }
    return instance(one).equals(instance(other))
        && one.params().get(REG_ID).equals(other.params().get(REG_ID));
  }
}
