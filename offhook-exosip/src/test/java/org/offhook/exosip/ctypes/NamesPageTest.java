package org.offhook.exosip.ctypes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.offhook.architecture.Project;

/** What the page of the Python binding's names calls Java is there. */
class NamesPageTest {

  private static final Pattern ROW = Pattern.compile("^\\|([^|]*)\\|([^|]+)\\|[^|]*\\|$");
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final List<String> PACKAGES =
      List.of("org.offhook.exosip.ctypes.", "org.offhook.exosip.", "org.offhook.sdp.");

  /** All names of the binding; those of members stand at their class. */
  private static final List<String> PYTHON =
      List.of(
          """
          initialize unload DLL_NAME get_library_version __version__ Context listen_on_address
          event_wait automatic_action start run stop is_running lock lock_acquire lock_release
          locked ContextLock add_authentication_info remove_authentication_info masquerade_contact
          user_agent build_message call_send_init_invite call_send_ack call_send_answer
          call_terminate event_callback get_event_callback set_event_callback ptr quit InitInvite
          to_url from_url route subject Ack Answer tid status did send InitialRegister rid proxy
          contract expires remove Register OsipMessage call_id content_type content_length from_ to
          contacts allows bodies add_contact add_allow add_header add_body get_headers
          ExosipMessage context Event type textinfo request response ack cid sid nid ss_status
          ss_reason dispose disposed EventType SdpMessage raise_if_osip_error OsipError
          OsipUnknownError MallocError to_bytes to_str to_unicode LoggerMixin\
          """
              .split("\\s+"));

  private static List<String> spans(int column) throws IOException {
    return Files.readAllLines(Project.root().resolve("docs/exosip2ctypes.md")).stream()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .flatMap(row -> SPAN.matcher(row.group(column)).results())
        .map(span -> span.group(1))
        .toList();
  }

  @Test
  void eachNameInTheColumnJavaExists() throws IOException {
    var names = spans(2);
    assertThat(names).hasSizeGreaterThan(100);
    assertThat(names).allMatch(NamesPageTest::exists);
    assertThat(List.of("Context.begin", "Contexts", "OsipErrors.OsipOther", "new Library"))
        .noneMatch(NamesPageTest::exists);
  }

  @Test
  void eachNameOfTheBindingHasItsRow() throws IOException {
    assertThat(spans(1).stream().map(span -> span.replaceFirst("\\W.*", ""))).containsAll(PYTHON);
  }

  private static boolean exists(String name) {
    if (name.startsWith("new ")) {
      return type(name.substring(4)).stream().anyMatch(type -> type.getConstructors().length > 0);
    }
    int dot = name.lastIndexOf('.');
    return type(name).isPresent()
        || (dot > 0 && type(name.substring(0, dot)).stream().anyMatch(type -> has(type, name)));
  }

  private static boolean has(Class<?> type, String name) {
    return Stream.<Member>concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
        .anyMatch(member -> name.endsWith("." + member.getName()));
  }

  private static Optional<Class<?>> type(String name) {
    for (var home : PACKAGES) {
      try {
        var found = Class.forName(home + name.replace('.', '$'));
        return Optional.<Class<?>>of(found).filter(it -> Modifier.isPublic(it.getModifiers()));
      } catch (ClassNotFoundException e) {
        // perhaps in the next package
      }
    }
    return Optional.empty();
  }
}
