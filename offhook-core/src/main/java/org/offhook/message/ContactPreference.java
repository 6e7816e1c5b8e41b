package org.offhook.message;

import java.util.ArrayList;
import java.util.List;

/**
 * To which of a user's devices a caller wants to be connected, or not: one value of Accept-Contact
 * or Reject-Contact, RFC 3841 section 9.
 *
 * <pre>{@code
 * CallOptions.to(target).header("Accept-Contact",
 *     ContactPreference.of(Features.NONE.with("video")).required().toString())
 * }</pre>
 *
 * @param features what the device should have, or in Reject-Contact should not
 * @param require whether other devices are not to be tried at all (section 7.2.4)
 * @param explicit whether a device must say that it has the features
 */
public record ContactPreference(Features features, boolean require, boolean explicit) {

  /** A preference, no more. */
  public static ContactPreference of(Features features) {
    return new ContactPreference(features, false, false);
  }

  /** The values of Accept-Contact in order; what cannot be read is left out. */
  public static List<ContactPreference> accepted(SipMessage message) {
    return all(message.headers().all(HeaderName.ACCEPT_CONTACT));
  }

  /** The values of Reject-Contact in order; what cannot be read is left out. */
  public static List<ContactPreference> rejected(SipMessage message) {
    return all(message.headers().all(HeaderName.REJECT_CONTACT));
  }

  private static List<ContactPreference> all(List<String> rows) {
    var all = new ArrayList<ContactPreference>();
    for (var row : rows) {
      var in = Cursor.of(row);
      while (Values.nextElement(in)) {
        int start = in.pos;
        int end = in.end;
        try {
          var one = read(in);
          Values.endOfElement(in);
          all.add(one);
        } catch (Malformed e) {
          in.over(start, end).toNextComma();
        }
      }
    }
    return List.copyOf(all);
  }

  private static ContactPreference read(Cursor in) {
    if (!in.accept('*')) {
      throw in.fault("'*' expected");
    }
    var params = Parameters.readHeader(in);
    return new ContactPreference(
        Features.among(params), params.has("require"), params.has("explicit"));
  }

  /** The same, but no other device is to be tried. */
  public ContactPreference required() {
    return new ContactPreference(features, true, explicit);
  }

  /** The same, but a device that says nothing does not count. */
  public ContactPreference stated() {
    return new ContactPreference(features, require, true);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return "*" + features + (require ? ";require" : "") + (explicit ? ";explicit" : "");
  }
}
