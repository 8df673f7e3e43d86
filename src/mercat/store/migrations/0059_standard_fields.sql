-- Standard fields of people as recorded instances describe them: type, length, read-only flag, SOAP name. An instance
-- that has fields already keeps their ids: its history names fields by them.

UPDATE person_fields SET data_type = 'string' WHERE custom = 0 AND name IN (
    'mainPhone', 'mktoName', 'emailInvalidCause', 'unsubscribedReason', 'mktoDoNotCallCause', 'doNotCallReason',
    'marketingSuspendedCause', 'blackListedCause', 'emailSuspendedCause'
);
UPDATE person_fields SET data_type = 'reference' WHERE custom = 0 AND name IN (
    'contactCompany', 'leadPartitionId', 'acquisitionProgramId'
);
UPDATE person_fields SET data_type = 'url' WHERE custom = 0 AND name = 'originalReferrer';
UPDATE person_fields SET data_type = 'lead_function' WHERE custom = 0 AND name = 'sfdcId';
UPDATE person_fields SET data_type = 'integer' WHERE custom = 0 AND name = 'leadScore';
UPDATE person_fields SET data_type = 'float' WHERE custom = 0 AND name = 'urgency';
UPDATE person_fields SET length = 50 WHERE custom = 0 AND name IN (
    'sfdcAccountId', 'externalCompanyId', 'sfdcType', 'sfdcContactId', 'externalSalesPersonId', 'sfdcLeadId',
    'sfdcLeadOwnerId', 'sfdcOpptyId'
);
UPDATE person_fields SET length = 255 WHERE custom = 0 AND name IN (
    'emailInvalidCause', 'mktoDoNotCallCause', 'marketingSuspendedCause', 'blackListedCause', 'emailSuspendedCause'
);
UPDATE person_fields SET length = 2000 WHERE custom = 0 AND name IN (
    'unsubscribedReason', 'doNotCallReason', 'facebookId', 'twitterId', 'linkedInId'
);
UPDATE person_fields SET length = NULL WHERE custom = 0 AND name = 'leadPerson';
UPDATE person_fields SET read_only = 0 WHERE custom = 0 AND name IN (
    'id', 'personType', 'isLead', 'isAnonymous', 'urgency', 'priority', 'relativeScore', 'relativeUrgency',
    'leadPartitionId', 'mktoAcquisitionDate'
);
UPDATE person_fields SET read_only = 1 WHERE custom = 0 AND name IN (
    'personTimeZone', 'inferredCompany', 'inferredCountry', 'inferredCity', 'inferredStateRegion',
    'inferredPostalCode', 'inferredMetropolitanArea', 'inferredPhoneAreaCode'
);
UPDATE person_fields SET soap_name = NULL WHERE custom = 0 AND name IN (
    'sfdcAccountId', 'externalCompanyId', 'mktoName', 'mktoIsPartner', 'mktoIsCustomer', 'isAnonymous',
    'personTimeZone', 'mktoDoNotCallCause', 'marketingSuspended', 'marketingSuspendedCause', 'blackListed',
    'blackListedCause', 'sfdcType', 'sfdcContactId', 'inferredCity', 'inferredStateRegion', 'inferredPostalCode',
    'inferredMetropolitanArea', 'inferredPhoneAreaCode', 'emailSuspended', 'emailSuspendedCause', 'emailSuspendedAt',
    'sfdcId', 'createdAt', 'updatedAt', 'cookies', 'externalSalesPersonId', 'urgency', 'priority', 'relativeScore',
    'relativeUrgency', 'sfdcLeadId', 'sfdcLeadOwnerId', 'mktoAcquisitionDate', 'ecids'
);
UPDATE person_fields SET soap_name = 'Contact Company' WHERE custom = 0 AND name = 'contactCompany';
UPDATE person_fields SET soap_name = 'Lead Person' WHERE custom = 0 AND name = 'leadPerson';
UPDATE person_fields SET soap_name = 'Lead Partition ID' WHERE custom = 0 AND name = 'leadPartitionId';
UPDATE person_fields SET soap_name = 'Acquisition Program ID' WHERE custom = 0 AND name = 'acquisitionProgramId';
UPDATE person_fields SET display_name = 'Acquisition Program' WHERE custom = 0 AND name = 'acquisitionProgramId';
UPDATE person_fields SET html_encoded = 1 WHERE custom = 0 AND name = 'mktoName';
UPDATE person_fields SET html_encoded = 0 WHERE custom = 0 AND name = 'sfdcId';
INSERT INTO person_fields (id, name, soap_name, display_name, data_type, read_only, searchable, html_encoded)
SELECT 116, 'personPrimaryLeadInterest', 'Person Primary Lead Interest', 'Primary Lead Interest', 'reference', 1, 0, 0
FROM person_fields WHERE name = 'leadPerson' AND NOT EXISTS (SELECT 1 FROM person_fields WHERE name = 'personPrimaryLeadInterest');
INSERT INTO person_fields (id, name, soap_name, display_name, data_type, read_only, searchable, html_encoded)
SELECT 117, 'leadRevenueCycleModelId', 'Lead Revenue Cycle Model ID', 'Lead Revenue Cycle Model ID', 'reference', 0, 0, 0
FROM person_fields WHERE name = 'leadPerson' AND NOT EXISTS (SELECT 1 FROM person_fields WHERE name = 'leadRevenueCycleModelId');
INSERT INTO person_fields (id, name, soap_name, display_name, data_type, read_only, searchable, html_encoded)
SELECT 118, 'leadRevenueStageId', 'Lead Revenue Stage ID', 'Lead Revenue Stage ID', 'reference', 0, 0, 0
FROM person_fields WHERE name = 'leadPerson' AND NOT EXISTS (SELECT 1 FROM person_fields WHERE name = 'leadRevenueStageId');
