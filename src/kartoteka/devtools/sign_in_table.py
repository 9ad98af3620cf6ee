"""The sign-ins of the demo region for a terminal."""

from kartoteka.devtools.cast import PASSWORD, SIGN_INS


def sign_in_table() -> str:
    """Two lines an account: address and name, then what there is to see."""
    indent = max(len(sign_in.email) for sign_in in SIGN_INS) + 2
    lines = ["Демонстрационный регион: все люди в нём выдуманы.", f"Пароль у всех один: {PASSWORD}", ""]
    for sign_in in SIGN_INS:
        lines += [f"  {sign_in.email:<{indent}}{sign_in.who}", f"  {'':<{indent}}{sign_in.look_at}"]
    return "\n".join(lines)
