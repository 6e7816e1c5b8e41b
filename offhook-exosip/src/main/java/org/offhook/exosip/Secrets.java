package org.offhook.exosip;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.Credentials;
import org.offhook.message.Uri;

/** The passwords of a context by user name and realm. Guarded by the context's lock. */
final class Secrets {

  private final Map<Name, Credentials> known = new LinkedHashMap<>();

  /** What names a password: the user of the From address, and the realm; empty for all realms. */
  private record Name(String username, String realm) {
    static Name of(String username, @Nullable String realm) {
      return new Name(username, realm == null ? "" : realm);
    }
  }

  /** All of them. */
  List<Credentials> all() {
    return List.copyOf(known.values());
  }

  /** What a name, a user id and a secret make; a whole address has it for itself alone. */
  static Credentials made(
      String username,
      String userid,
      UnaryOperator<Credentials.Builder> secret,
      @Nullable String realm) {
    try {
      var made = secret.apply(Credentials.builder(userid));
      if (username.indexOf('@') >= 0) {
        made.aor(Uri.parse(username.startsWith("sip") ? username : "sip:" + username));
      } else if (!username.isEmpty()) {
        made.sender(username);
      }
      return (realm == null || realm.isEmpty() ? made.anyRealm() : made.realm(realm)).build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  void put(String username, @Nullable String realm, Credentials made) {
    known.put(Name.of(username, realm), made);
  }

  /** Forgets what has this name, and returns it. */
  List<Credentials> remove(String username, @Nullable String realm) {
    var before = known.remove(Name.of(username, realm));
    return before == null ? List.of() : List.of(before);
  }

  /** Forgets all, and returns it. */
  List<Credentials> clear() {
    var all = all();
    known.clear();
    return all;
  }
}
