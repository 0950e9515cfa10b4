import RiskDomain
