"""
ESIA («Госуслуги»), in two ways: `direct`, for systems connected before 2027, and `oidc`, through a broker or a
«типовое техническое решение», which new systems must use.
"""
