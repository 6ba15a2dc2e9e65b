package dev.firn.localstack.oracle;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects of JDBC that answer some methods themselves, and the others as another object does. */
final class Facade {

  private Facade() {}

  /** What a method gives back. */
  interface Answer {
    @Nullable Object of(Object[] arguments) throws Throwable;
  }

  /**
   * @param answers by the names of methods
   */
  static <T> T of(Class<T> type, Object behind, Map<String, Answer> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            Facade.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, given) -> {
              Object[] arguments = given == null ? new Object[0] : given;
              Answer answer = answers.get(method.getName());
              if (answer != null) {
                return answer.of(arguments);
              }
              if (method.getName().equals("unwrap")) {
                return proxy;
              }
              if (!method.getDeclaringClass().isInstance(behind)) {
                throw new UnsupportedOperationException("The stand-in does not answer " + method);
              }
              try {
                return method.invoke(behind, arguments);
              } catch (InvocationTargetException e) {
                throw OraFailures.translated(e.getCause());
              }
            }));
  }
}
