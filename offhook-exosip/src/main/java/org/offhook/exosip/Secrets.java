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
  private record Name(String username, @Nullable String realm) {

    /** The credentials; a whole address counts for requests of that address alone. */
    Credentials with(String userid, UnaryOperator<Credentials.Builder> secret) {
      try {
        var made = secret.apply(Credentials.builder(userid));
        if (username.indexOf('@') >= 0) {
          made.aor(Uri.parse(username.startsWith("sip") ? username : "sip:" + username));
        } else if (!username.isEmpty()) {
          made.sender(username);
        }
        return (realm == null ? made.anyRealm() : made.realm(realm)).build();
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw OsipError.BADPARAMETER.because(e);
      }
    }
  }

  private static Name name(String username, @Nullable String realm) {
    return new Name(username, realm == null || realm.isEmpty() ? null : realm);
  }

  /** All of them. */
  List<Credentials> all() {
    return List.copyOf(known.values());
  }

  /** Keeps new ones, and returns them. */
  Credentials put(
      String username,
      String userid,
      UnaryOperator<Credentials.Builder> secret,
      @Nullable String realm) {
    var name = name(username, realm);
    var made = name.with(userid, secret);
    known.put(name, made);
    return made;
  }

  /** Forgets what has this name, and returns it. */
  List<Credentials> remove(String username, @Nullable String realm) {
    var before = known.remove(name(username, realm));
    return before == null ? List.of() : List.of(before);
  }

  /** Forgets all, and returns it. */
  List<Credentials> clear() {
    var all = all();
    known.clear();
    return all;
  }
}
